package redact

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestKnownSecretsComeAndGo: what is added is found until it was removed as often, whatever others share its beginning.
func TestKnownSecretsComeAndGo(t *testing.T) {
	t.Parallel()
	k := new(Known)
	r := New(k, nil)
	const text = "a secret-1 a secret-12 a secret-2 b"
	for _, step := range []struct {
		do     func(string)
		secret string
		want   string
	}{
		{k.Add, "secret-1", "a [redacted] a [redacted]2 a secret-2 b"},
		{k.Add, "secret-12", "a [redacted] a [redacted] a secret-2 b"},
		{k.Add, "secret-1", "a [redacted] a [redacted] a secret-2 b"},
		{k.Remove, "secret-1", "a [redacted] a [redacted] a secret-2 b"},
		{k.Remove, "secret-1", "a secret-1 a [redacted] a secret-2 b"},
		{k.Remove, "secret-1", "a secret-1 a [redacted] a secret-2 b"},
		{k.Add, "a sec", "a secret-1 a [redacted] a secret-2 b"}, // Too short.
		{k.Remove, "a sec", "a secret-1 a [redacted] a secret-2 b"},
		{k.Add, "2 a secret-2", "a secret-1 a [redacted] b"}, // Overlapping the other one.
		{k.Remove, "secret-12", "a secret-1 a secret-1[redacted] b"},
		{k.Remove, "2 a secret-2", text},
	} {
		step.do(step.secret)
		if got := r.Text(text); got != step.want {
			t.Errorf("after %q: %s, want %s", step.secret, got, step.want)
		}
	}
	if len(k.holders)+len(k.lengths) > 0 {
		t.Errorf("%d secrets and %d beginnings are left", len(k.holders), len(k.lengths))
	}
}

// TestTheFilterGrowsAndForgets: with any number of secrets few places are looked at closely, also when most secrets
// that there were are gone.
func TestTheFilterGrowsAndForgets(t *testing.T) {
	t.Parallel()
	k := new(Known)
	name := func(i int) string { return fmt.Sprintf("%x-secret", uint32(i)*0x9e3779b9) }
	set := func() (bits int) {
		f := k.filter.Load()
		for word := range f.words {
			for bit := range 64 {
				bits += int(f.words[word].Load() >> bit & 1)
			}
		}
		if bits*8 > len(f.words)*64 {
			t.Errorf("%d of %d bits are set", bits, len(f.words)*64)
		}
		return bits
	}
	for i := range 20_000 {
		k.Add(name(i))
	}
	set()
	for i := range 20_000 {
		k.Remove(name(i))
		k.Add(name(20_000 + i%10))
	}
	for i := range 40_000 {
		k.Add(name(30_000 + i))
		k.Remove(name(30_000 + i))
	}
	set()
	for i := range 10 {
		if !k.Has(name(20_000+i)) || New(k, nil).Text(name(20_000+i)) != Placeholder {
			t.Errorf("%s is lost", name(20_000+i))
		}
	}
}

func TestKnownInManyGoroutines(t *testing.T) {
	t.Parallel()
	k := new(Known)
	k.Add("always-here")
	var wait sync.WaitGroup
	for who := range 4 {
		wait.Go(func() {
			for i := range 300 {
				own := fmt.Sprintf("%d-own-secret-%d", who, i)
				k.Add(own)
				r := New(k, nil)
				if got := r.Text("x always-here " + own); got != "x [redacted] [redacted]" {
					t.Errorf("%s is shown: %s", own, got)
				}
				r.Release()
				k.Remove(own)
			}
		})
	}
	wait.Wait()
}

// TestTheWorkIsBounded: neither very many secrets in a text nor secrets that are made to be looked for in vain cost
// more than a bound that is linear in the text's bytes. What takes more is not shown.
func TestTheWorkIsBounded(t *testing.T) {
	t.Parallel()
	k := new(Known)
	for i := range 1000 {
		k.Add(strings.Repeat("a", Shortest+i) + "b")
	}
	if got := New(k, nil).Text(strings.Repeat("a", 16<<10)); got != Placeholder {
		t.Errorf("a text that costs %d looks is shown: %.40s", 1000*16<<10, got)
	}
	k = new(Known)
	k.Add("secret")
	r := New(k, nil, "x", "1234567")
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprintf("value-%03d", i))
	}
	r.Add(many...)
	if r.many == nil || len(r.secrets) > few {
		t.Errorf("%d secrets are looked for one by one", len(r.secrets))
	}
	text := strings.Repeat("secret ", 1000) + strings.Repeat("x%78", 1000) + strings.Join(many, " ") + "1234567"
	if got := r.Text(text); strings.Count(got, Placeholder) != 1000+2000+101 {
		t.Errorf("%d secrets are replaced: %.80s", strings.Count(got, Placeholder), got)
	}
}
