package simulator

import "github.com/crmsim/crmsim/simulator/internal/defect"

// Plant makes the simulator misbehave in one way, named vendor/operation/kind/place, in all sandboxes and until
// the next Plant or Repair. fired counts how often the defect has shown itself. It is for measuring what a suite of
// tests would catch: Observe tells which defects there are. The error names what the name gets wrong.
func (s *Simulator) Plant(name string) (fired func() int, err error) {
	d, err := defect.Parse(name)
	if err != nil {
		return nil, err
	}
	hook := defect.Plant(d)
	s.gateway.Plant(hook)
	return hook.Fired, nil
}

// Observe lets the simulator work as it should, and tell seen of each defect that would have made a difference to
// a call, by the name that Plant takes, until the next Plant or Repair. That costs each call many times its time.
func (s *Simulator) Observe(seen func(name string)) {
	s.gateway.Plant(defect.Observe(func(d defect.Defect) { seen(d.String()) }))
}

// Repair ends what Plant or Observe began.
func (s *Simulator) Repair() { s.gateway.Plant(nil) }
