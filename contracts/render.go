package contracts

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/onsi/ginkgo/v2/reporters"
)

// Write puts report.json, junit.xml and report.md into a folder, which it makes if need be.
func (r *Report) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	text, err := r.json()
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	junit, err := r.junit()
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	for name, content := range map[string][]byte{"report.json": text, "junit.xml": junit, "report.md": r.markdown()} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return nil
}

func (r *Report) json() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(r)
	return b.Bytes(), err
}

// junit renders the report in the dialect that Ginkgo writes and CI systems read, a suite a vendor.
func (r *Report) junit() ([]byte, error) {
	all := reporters.JUnitTestSuites{Tests: len(r.Specs), Disabled: r.Totals.Skipped, Failures: r.Totals.Failed, Time: r.Seconds}
	for _, target := range r.Targets {
		suite := reporters.JUnitTestSuite{
			Name: target.Vendor, Package: "contracts/" + target.Vendor, Timestamp: r.Started.Format("2006-01-02T15:04:05"),
			Properties: reporters.JUnitProperties{Properties: []reporters.JUnitProperty{
				{Name: "target", Value: target.Target}, {Name: "effects", Value: target.Effects}, {Name: "seed", Value: fmt.Sprint(r.Seed)},
			}},
		}
		for _, s := range r.Specs {
			if s.Vendor == target.Vendor {
				addTestCase(&suite, s)
			}
		}
		all.TestSuites = append(all.TestSuites, suite)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	return append([]byte(xml.Header), text...), err
}

func addTestCase(suite *reporters.JUnitTestSuite, s Result) {
	test := reporters.JUnitTestCase{Name: s.ID + " " + s.Text, Classname: s.Vendor + "." + s.Level, Status: s.Status, Time: s.Seconds}
	suite.Tests++
	suite.Time += s.Seconds
	switch s.Status {
	case Skipped:
		suite.Skipped++
		test.Skipped = &reporters.JUnitSkipped{Message: s.Reason}
	case Failed:
		suite.Failures++
		test.Failure = &reporters.JUnitFailure{Type: "failed", Message: s.Failures[0].Headline, Description: texts(s.Failures)}
	}
	if s.Reading != nil {
		test.Properties = &reporters.JUnitProperties{Properties: []reporters.JUnitProperty{{Name: s.Reading.Question, Value: s.Reading.Observed}}}
	}
	suite.TestCases = append(suite.TestCases, test)
}

func texts(failures []Failure) string {
	var all []string
	for _, f := range failures {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

// markdown renders the report for people.
func (r *Report) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Contract report\n\n%s. Seed %d, suites %s, %s.\n\n", r.Totals, r.Seed,
		r.Version, r.Started.Format("2006-01-02 15:04:05 MST"))
	b.WriteString("| vendor | document | target | effects |\n|---|---|---|---|\n")
	for _, t := range r.Targets {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.Vendor, t.Document, cell(t.Target), t.Effects)
	}
	r.markdownFailures(&b)
	r.markdownReadings(&b)
	r.markdownSpecs(&b)
	r.markdownCoverage(&b)
	return b.Bytes()
}

func (r *Report) markdownFailures(b *bytes.Buffer) {
	if r.Totals.Failed == 0 {
		return
	}
	b.WriteString("\n## Failures\n\n")
	for _, s := range r.Specs {
		if s.Status == Failed {
			// A fence longer than any in the text keeps an answer from ending it.
			fmt.Fprintf(b, "``````\n%s\n``````\n\n", strings.ReplaceAll(texts(s.Failures), "``````", "'''"))
		}
	}
}

func (r *Report) markdownReadings(b *bytes.Buffer) {
	var rows strings.Builder
	for _, s := range r.Specs {
		if s.Reading != nil && s.Status != Failed {
			observed := s.Reading.Observed
			if observed == "" {
				observed = "not told: " + s.Reason
			}
			fmt.Fprintf(&rows, "| %s | %s | %s | %s |\n", s.Reading.Question, s.ID, cell(s.Reading.Chosen), cell(observed))
		}
	}
	if rows.Len() > 0 {
		b.WriteString("\n## Open questions\n\n| question | spec | crmsim's reading | observed |\n|---|---|---|---|\n" + rows.String())
	}
}

func (r *Report) markdownSpecs(b *bytes.Buffer) {
	b.WriteString("\n## Specs\n\n| id | result | level | operations | text | from |\n|---|---|---|---|---|---|\n")
	for _, s := range r.Specs {
		status := s.Status
		if s.Reason != "" {
			status += ": " + s.Reason
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s (%s) |\n",
			s.ID, cell(status), s.Level, strings.Join(s.Operations, ", "), cell(s.Text), cell(s.From), s.Evidence)
	}
}

func (r *Report) markdownCoverage(b *bytes.Buffer) {
	b.WriteString("\n## Outcomes reached\n\nEvery operation and every documented outcome is counted, whether a spec asks for it or not.\n\n")
	b.WriteString("| vendor | operation | reached | not reached |\n|---|---|---|---|\n")
	for _, c := range r.Coverage {
		var missed []string
		for _, o := range c.Outcomes {
			if len(o.Specs) == 0 {
				missed = append(missed, o.Outcome)
			}
		}
		fmt.Fprintf(b, "| %s | %s | %d of %d | %s |\n", c.Vendor, c.Operation, c.Reached(), len(c.Outcomes), strings.Join(missed, ", "))
	}
}

// cell makes a text fit a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ").Replace(s)
}
