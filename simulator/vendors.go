package simulator

import (
	"github.com/crmsim/crmsim/simulator/dustess"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/quancheng"
	"github.com/crmsim/crmsim/simulator/socialepoch"
	"github.com/crmsim/crmsim/simulator/wisecrm"
)

// constructors is the list of vendors. A new vendor adds a line here.
var constructors = []func(api.Options) (*api.Vendor, error){
	wisecrm.New,
	dustess.New,
	quancheng.New,
	socialepoch.New,
}
