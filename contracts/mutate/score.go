package mutate

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Result is what a run of mutants shows.
type Result struct {
	Seed       int64            `json:"seed"`
	Scores     map[string]Score `json:"scores"`     // by "vendor", "vendor/class" and "vendor/operation"
	Verdicts   []Verdict        `json:"-"`          // one JSON line each, in a file of their own
	Equivalent []Excused        `json:"equivalent"` // not tried, each with its reason
	Unreached  []string         `json:"unreached"`  // parts of the documents that no spec meets

	// Indifferent are mutants that made no difference to any call on which they were tried, so that nobody can tell whether
	// a spec would find them. They count in no score.
	Indifferent []string `json:"indifferent"`

	Idle    []string `json:"idle,omitempty"`    // specs that fail on no mutant; found when all specs are run on each
	Vacuous []string `json:"vacuous,omitempty"` // specs that pass on every server that is no CRM
}

// Excused is an equivalent mutant.
type Excused struct {
	Mutant string `json:"mutant"`
	Reason string `json:"reason"`
}

// A Score counts the mutants that came to show themselves, and those of them that made a spec fail.
type Score struct {
	Killed  int `json:"killed"`
	Reached int `json:"reached"`
	Panics  int `json:"panics,omitempty"` // of those killed: the simulator panicked, and a spec met that
}

// String returns "98.7 % (1203 of 1219, 2 by a panic)".
func (s Score) String() string {
	panics := ""
	if s.Panics > 0 {
		panics = fmt.Sprintf(", %d by a panic", s.Panics)
	}
	return fmt.Sprintf("%.1f %% (%d of %d%s)", s.Share()*100, s.Killed, s.Reached, panics)
}

// Share is the part that was killed, 1 of nothing.
func (s Score) Share() float64 {
	if s.Reached == 0 {
		return 1
	}
	return float64(s.Killed) / float64(s.Reached)
}

// score adds up the verdicts.
func (r *Result) score() {
	r.Scores = map[string]Score{}
	for _, v := range r.Verdicts {
		if v.Verdict == Unreached {
			continue
		}
		vendor, rest, _ := strings.Cut(v.Mutant, "/")
		operation, _, _ := strings.Cut(rest, "/")
		for _, key := range []string{vendor, vendor + "/" + v.Class, vendor + "/" + operation} {
			s := r.Scores[key]
			s.Reached++
			if v.Verdict == Killed {
				s.Killed++
				if v.Panic != "" {
					s.Panics++
				}
			}
			r.Scores[key] = s
		}
	}
}

// Survivors returns the verdicts on those mutants that showed themselves and made no spec fail.
func (r *Result) Survivors() []Verdict {
	return slices.DeleteFunc(slices.Clone(r.Verdicts), func(v Verdict) bool { return v.Verdict != Survived })
}

// judgeSpecs finds the specs that pass on every server that is no CRM and, with all specs run on each mutant, those
// that fail on no other mutant.
func (r *Result) judgeSpecs(specs []string, mutants []Mutant, full bool) {
	tried, vacuous, kills := map[string]bool{}, map[string]bool{}, map[string]bool{}
	byID := map[string]*Mutant{}
	for i := range mutants {
		byID[mutants[i].ID] = &mutants[i]
	}
	for _, v := range r.Verdicts {
		if v.Class == Null {
			for _, id := range byID[v.Mutant].Specs {
				vacuous[id] = true
			}
		} else {
			for _, id := range byID[v.Mutant].Specs {
				tried[id] = true
			}
		}
	}
	for _, v := range r.Verdicts {
		for _, id := range v.Killers {
			if v.Class == Null {
				delete(vacuous, id)
			} else {
				kills[id] = true
			}
		}
	}
	r.Vacuous = slices.Sorted(maps.Keys(vacuous))
	if full {
		r.Idle = slices.DeleteFunc(slices.Clone(specs), func(id string) bool { return !tried[id] || kills[id] })
	}
}

// ExitCode returns 1 when a mutant survived, a part of a document is unreached or a spec is vacuous, 3 when no mutant
// showed itself, else 0. A broken run is 2.
func (r *Result) ExitCode() int {
	reached := 0
	for _, v := range r.Verdicts {
		if v.Verdict != Unreached {
			reached++
		}
	}
	switch {
	case reached == 0:
		return 3
	case len(r.Survivors())+len(r.Unreached)+len(r.Vacuous)+len(r.Idle) > 0:
		return 1
	default:
		return 0
	}
}

// Show writes what people read: what survived first, then the scores.
func (r *Result) Show(w io.Writer) {
	for _, v := range r.Survivors() {
		fmt.Fprintf(w, "survived  %s\n          %s; shown %d times, nearest %s%s\n",
			v.Mutant, says(v.Mutant), v.Fired, v.Nearest, reasonIf(v.Why))
	}
	for _, v := range r.Verdicts {
		if v.Panic != "" {
			fmt.Fprintf(w, "panicked  %s\n          %s\n", v.Mutant, v.Panic)
		}
	}
	for _, list := range []struct {
		is  string
		ids []string
	}{{"unreached", r.Unreached}, {"vacuous", r.Vacuous}, {"kills nothing", r.Idle}} {
		for _, id := range list.ids {
			fmt.Fprintf(w, "%s  %s\n", list.is, id)
		}
	}
	fmt.Fprintln(w)
	for _, key := range slices.SortedFunc(maps.Keys(r.Scores), compareKeys) {
		fmt.Fprintf(w, "%-44s %s\n", key, r.Scores[key])
	}
	fmt.Fprintf(w, "\n%d equivalent, %d without a difference, %d parts of the documents unreached, %d vacuous specs\n",
		len(r.Equivalent), len(r.Indifferent), len(r.Unreached), len(r.Vacuous))
}

// says returns in words what a mutant does.
func says(id string) string {
	m, err := parse(id)
	if err != nil {
		return err.Error()
	}
	return words[m.Kind]
}

func reasonIf(why string) string {
	if why == "" {
		return ""
	}
	return "; " + why
}

// compareKeys puts a vendor before its classes, and these before its operations.
func compareKeys(a, b string) int {
	rank := func(key string) (vendor string, n int, name string) {
		vendor, name, _ = strings.Cut(key, "/")
		switch {
		case name == "":
			return vendor, 0, name
		case slices.Contains(Classes(), name):
			return vendor, 1 + slices.Index(Classes(), name), ""
		default:
			return vendor, 1 + len(Classes()), name
		}
	}
	vendorA, nA, nameA := rank(a)
	vendorB, nB, nameB := rank(b)
	return cmp.Or(cmp.Compare(vendorA, vendorB), nA-nB, cmp.Compare(nameA, nameB))
}

// Write writes mutants.json and, a line each, verdicts.jsonl into a folder, which it makes.
func (r *Result) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	summary, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	var lines strings.Builder
	e := json.NewEncoder(&lines)
	e.SetEscapeHTML(false)
	for _, v := range r.Verdicts {
		if err := e.Encode(v); err != nil {
			return err
		}
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "mutants.json"), append(summary, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "verdicts.jsonl"), []byte(lines.String()), 0o644),
	)
}
