package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
)

// Pages are what a list is turned over by.
type Pages struct {
	Number, Size string // places of the page's number, from 1, and of its length
	Sizes        [2]int // two lengths to walk with; with the smaller one there are several pages
}

// A Filter is a condition of a list whose values part all rows among themselves.
type Filter struct {
	Place  string
	Values []any // each finds some of the rows that Request sees to
}

// maxPages ends a walk over a list that has no end.
const maxPages = 500

// lists derives what holds for pages and filters.
func (c Call[E]) lists() {
	if p := c.valid.Pages; p != nil {
		c.declare("pages", "", "shows every row on one page and none on two, whatever the length of a page",
			contracts.About{Control: c.valid.RowsByControl}, func(ctx ginkgo.SpecContext, env E) {
				request := c.Request(ctx, env)
				c.Works(ctx, env, request)
				short, long := c.walk(ctx, env, request, min(p.Sizes[0], p.Sizes[1])), c.walk(ctx, env, request, max(p.Sizes[0], p.Sizes[1]))
				if !slices.Equal(short, long) {
					env.Frame().Failf("pages of %d rows against pages of %d: %s", p.Sizes[0], p.Sizes[1], difference(short, long))
				}
				if len(short) <= min(p.Sizes[0], p.Sizes[1]) {
					env.Frame().Failf("deriving: %d rows are one page, which shows nothing about pages", len(short))
				}
			})
	}
	for _, f := range c.valid.Filters {
		c.declare("filter", f.Place, "finds with the values of "+f.Place+" each row once",
			contracts.About{Control: c.valid.RowsByControl}, func(ctx ginkgo.SpecContext, env E) {
				request := c.Request(ctx, env)
				var parts []string
				for _, value := range f.Values {
					part := c.rows(ctx, env, c.put(env, request, f.Place, value))
					if len(part) == 0 {
						env.Frame().Failf("deriving: nothing has %s %v", f.Place, value)
					}
					parts = append(parts, part...)
				}
				whole := c.rows(ctx, env, c.put(env, request, f.Place, nil))
				slices.Sort(parts)
				slices.Sort(whole)
				if !slices.Equal(parts, whole) {
					env.Frame().Failf("with %s %v, against without: %s", f.Place, f.Values, difference(parts, whole))
				}
			})
	}
}

// walk returns the rows of all pages in their order, of which none may come twice.
func (c Call[E]) walk(ctx context.Context, env E, r contracts.Request, size int) (all []string) {
	for number := 1; ; number++ {
		page := c.rows(ctx, env, c.put(env, c.put(env, r, c.valid.Pages.Number, number), c.valid.Pages.Size, size))
		for _, id := range page {
			if slices.Contains(all, id) {
				env.Frame().Failf("%s is on page %d of %d rows, and on another", id, number, size)
			}
		}
		all = append(all, page...)
		switch {
		case len(page) > size:
			env.Frame().Failf("page %d has %d rows, and should have %d at most", number, len(page), size)
		case len(page) == 0:
			return all
		case number == maxPages:
			env.Frame().Failf("the list has no end")
		}
	}
}

func (c Call[E]) rows(ctx context.Context, env E, r contracts.Request) []string {
	answer := c.send(ctx, env, r)
	if !answer.OK {
		env.Frame().Failf("the list is refused: %s", answer.Text)
	}
	return c.valid.Rows(answer)
}

// put returns the request with a value in a place, without one for nil.
func (c Call[E]) put(env E, r contracts.Request, place string, value any) contracts.Request {
	for _, p := range c.op.Parameters {
		if p.Name == place && value == nil {
			return c.apply(env, r, parameter{p}.leave(true))
		} else if p.Name == place {
			return c.apply(env, r, parameter{p}.set(true, fmt.Sprint(value)))
		}
	}
	f := field{path: strings.Split(place, ".")}
	if n, ok := value.(int); ok {
		value = json.Number(strconv.Itoa(n))
	}
	if value == nil {
		return c.apply(env, r, f.leave(true))
	}
	return c.apply(env, r, f.set(true, value))
}
