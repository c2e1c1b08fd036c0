package simulator

import "github.com/crmsim/crmsim/simulator/internal/defect"

// Plant makes the simulator misbehave in one way, named vendor/operation/kind/place, in all sandboxes and until
// the next Plant or Repair. It is for measuring what a suite of tests would catch: Observe tells which defects there
// are. The error names what the name gets wrong.
func (s *Simulator) Plant(name string) (*Planted, error) {
	d, err := defect.Parse(name)
	if err != nil {
		return nil, err
	}
	hook := defect.Plant(d)
	s.gateway.Plant(hook)
	return &Planted{hook}, nil
}

// Planted is a way in which a simulator misbehaves.
type Planted struct{ hook *defect.Hook }

// Fired returns how often the defect has shown itself.
func (p *Planted) Fired() int { return p.hook.Fired() }

// Panic returns what the first call panicked with that the defect made panic, "" if there was none. Such a call is answered
// as one that fails within the vendor.
func (p *Planted) Panic() string { return p.hook.Panic() }

// Observe lets the simulator work as it should, and tell seen of each defect that would have made a difference to
// a call, by the name that Plant takes, until the next Plant or Repair. That costs each call many times its time.
// indifferent names those defects that were tried on calls and made no difference to any so far.
func (s *Simulator) Observe(seen func(name string)) (indifferent func() []string) {
	hook := defect.Observe(func(d defect.Defect) { seen(d.String()) })
	s.gateway.Plant(hook)
	return hook.Indifferent
}

// Repair ends what Plant or Observe began.
func (s *Simulator) Repair() { s.gateway.Plant(nil) }
