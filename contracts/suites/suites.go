// Package suites is the one list of the vendors' contracts.
package suites

import (
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/dustess"
	"github.com/crmsim/crmsim/contracts/quancheng"
	"github.com/crmsim/crmsim/contracts/socialepoch"
	"github.com/crmsim/crmsim/contracts/wisecrm"
)

// All returns the suites of all vendors, anew at each call.
func All() []*contracts.Suite {
	return []*contracts.Suite{
		wisecrm.Suite(),
		dustess.Suite(),
		quancheng.Suite(),
		socialepoch.Suite(),
	}
}
