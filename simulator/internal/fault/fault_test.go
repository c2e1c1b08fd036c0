package fault

import (
	"strings"
	"testing"
	"time"
)

// operations are those of the vendors in these tests.
var operations = map[string][]string{"wisecrm": {"addAccount", "getAccount"}, "v": {"op", "other"}, "w": {"op"}}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Rule{
		"503":                               {Kind: Status, Number: 503, Rate: 1},
		"reset:0.5":                         {Kind: Reset, Rate: 0.5},
		"wisecrm=code=500:x2:after":         {Vendor: "wisecrm", Kind: Code, Number: 500, Rate: 1, Times: 2, After: true},
		"wisecrm.addAccount=timeout":        {Vendor: "wisecrm", Operation: "addAccount", Kind: Timeout, Rate: 1},
		"latency=50ms..2s":                  {Kind: Latency, Least: 50 * time.Millisecond, Most: 2 * time.Second, Rate: 1},
		"wisecrm.getAccount=latency=1s:0.1": {Vendor: "wisecrm", Operation: "getAccount", Kind: Latency, Least: time.Second, Most: time.Second, Rate: 0.1},
		"code=490":                          {Kind: Code, Number: 490, Rate: 1},
		"item=2,code=13000":                 {Kind: Item, Item: 2, Number: 13000, Rate: 1},
		"v.op=item=1,code=-7:x1:after":      {Vendor: "v", Operation: "op", Kind: Item, Item: 1, Number: -7, Rate: 1, Times: 1, After: true},
	} {
		want.Text = text
		if got, err := Parse(text, operations); err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "burn", "99", "600", "503:x0", "503:x", "503:2", "503:-1", "503:NaN", "code=x", "latency=",
		"latency=2s..1s", "latency=-1s", "item=", "item=1", "item=0,code=5", "item=x,code=5", "item=1,code=0", "item=1,code=",
		"item=1,code=5,code=6", "wisecrm=", "503:after:later",
		"503:x1:x2", "503:after:after", "503:0.5:0.5", "503:1:0.5", "truncate:0", "code=0", "v=code=0"} {
		if got, err := Parse(text, operations); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", text, got)
		}
	}
}

// TestAMistypedTarget is answered with the nearest name.
func TestAMistypedTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"wisecrm.addAcount=503":   "did you mean addAccount?",
		"wisecrm.GETACCOUNT=503":  "did you mean getAccount?",
		"wisecrm.=503":            "no operation",
		"latensy=5ms":             "did you mean latency?",
		"wisecrn=503":             "did you mean wisecrm?",
		"nosuch=500":              "no vendor",
		"wisecrm.x=latency=1s:x2": "no operation",
		"=503":                    "no vendor",
	} {
		if _, err := Parse(text, operations); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Parse(%q): %v, want one line with %q", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("wisecrm.addAccount=503:x2:after")
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := Parse(text, operations); err == nil && (r.Rate < 0 || r.Rate > 1 || r.Times < 0 || r.Most < r.Least) {
			t.Errorf("Parse(%q) = %+v", text, r)
		}
	})
}

func TestTimesIsACount(t *testing.T) {
	t.Parallel()
	s := NewSet(1)
	rule, err := Parse("v.op=503:x2", operations)
	if err != nil {
		t.Fatal(err)
	}
	s.Replace([]Rule{rule})
	if s.Next("v", "other", true) != nil || s.Next("w", "op", true) != nil {
		t.Error("a call of another operation or vendor was hit")
	}
	if r, err := Parse("v.op=item=1,code=5", operations); err != nil || s.Once(r, "v", "op", false) != nil ||
		s.Once(r, "v", "op", true) == nil {
		t.Errorf("an item of what is no batch was hit, or one of a batch was not (%v)", err)
	}
	for i, want := range []bool{true, true, false, false} {
		if got := s.Next("v", "op", false) != nil; got != want {
			t.Errorf("call %d hit: %v, want %v", i+1, got, want)
		}
	}
}

func TestTheDiceAreSeeded(t *testing.T) {
	t.Parallel()
	throw := func() (out [64]bool) {
		s := NewSet(7)
		s.Replace([]Rule{{Kind: Reset, Rate: 0.5}})
		for i := range out {
			out[i] = s.Next("v", "op", false) != nil
		}
		return out
	}
	first := throw()
	if first != throw() {
		t.Error("the same seed threw differently")
	}
	hits := 0
	for _, hit := range first {
		if hit {
			hits++
		}
	}
	if hits < 16 || hits > 48 {
		t.Errorf("%d of 64 calls were hit at rate 0.5", hits)
	}
}
