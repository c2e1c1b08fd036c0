package mutate

import (
	"context"
	"slices"

	"github.com/crmsim/crmsim/openapi"
)

// A Choice says which of the mutants are tried.
type Choice struct {
	Classes []string // none means all
	IDs     []string // in which % stands for any text; none means all
	OneIn   int      // about one in so many; 0 and 1 mean all
	Seed    int64    // of that choice
}

func (c *Choice) has(m *Mutant) bool {
	return (len(c.Classes) == 0 || slices.Contains(c.Classes, m.Class)) &&
		(len(c.IDs) == 0 || slices.ContainsFunc(c.IDs, func(pattern string) bool { return fits(pattern, m.ID) }))
}

// among returns those of the ids that are chosen and for which there is no excuse.
func (c *Choice) among(ids []string, excuses map[string]string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		m, err := parse(id)
		return err != nil || excuses[id] != "" || !c.has(&m)
	})
}

// Measure takes a survey, tries the chosen mutants and adds up. chosen, if not nil, hears how many there are. The error is as
// those of Take, Equivalents, Divide and Run.
func Measure(ctx context.Context, c Choice, o Options, chosen func(int)) (*Result, error) {
	suites := o.Suites()
	survey, err := Take(ctx, suites, o.Seed)
	if err != nil {
		return nil, err
	}
	var vendors []string
	var documents []*openapi.Document
	for _, s := range suites {
		document, err := openapi.Load(s.Vendor)
		if err != nil {
			return nil, err
		}
		vendors, documents = append(vendors, s.Vendor), append(documents, document)
	}
	met := map[string]bool{}
	var ids []string
	for _, m := range survey.Mutants {
		met[m.ID] = true
		ids = append(ids, m.ID)
	}
	var missing []string
	for _, id := range Expected(documents) {
		if !met[id] {
			missing = append(missing, id)
		}
	}
	list, err := Equivalents()
	if err != nil {
		return nil, err
	}
	reasons, err := Divide(slices.Concat(ids, missing), vendors, list)
	if err != nil {
		return nil, err
	}
	r := &Result{Seed: o.Seed, Equivalent: []Excused{}, Unreached: []string{}, Indifferent: []string{}}
	mutants := slices.DeleteFunc(slices.Clone(survey.Mutants), func(m Mutant) bool { return !c.has(&m) })
	mutants = slices.DeleteFunc(Sample(mutants, c.OneIn, c.Seed), func(m Mutant) bool { return reasons[m.ID] != "" })
	for _, id := range slices.Concat(ids, missing) {
		if reasons[id] != "" {
			r.Equivalent = append(r.Equivalent, Excused{id, reasons[id]})
		}
	}
	r.Indifferent = append(r.Indifferent, c.among(survey.Indifferent, reasons)...)
	missing = slices.DeleteFunc(missing, func(id string) bool { return slices.Contains(survey.Indifferent, id) })
	r.Unreached = append(r.Unreached, c.among(missing, reasons)...)
	if chosen != nil {
		chosen(len(mutants))
	}
	if r.Verdicts, err = Run(ctx, mutants, o); err != nil {
		return nil, err
	}
	r.score()
	r.judgeSpecs(survey.Specs, mutants, o.Full)
	return r, nil
}
