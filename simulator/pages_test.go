package simulator_test

import (
	"slices"
	"testing"
)

// TestAListIsReadByItsSetOfPages, in whatever order they come. The demo data is three pages of 100.
func TestAListIsReadByItsSetOfPages(t *testing.T) {
	t.Parallel()
	for order, want := range map[string][]string{
		"1 2 3": nil, "3 2 1": nil, "2 3 1": nil, "1 2 3 4": nil, "4 1 3 2": nil, "1 2 3 1 2 3": nil, "3 2 1 3 2 1": nil,
		"1 2": {"suspicion pages-unread"}, "1 3": {"suspicion pages-unread"}, "2 3": {"suspicion pages-unread"}, "3": {"suspicion pages-unread"},
		"1 2 1 3": {"suspicion page-twice"}, "1 1 2 3": {"suspicion page-twice"}, "1 2 3 3": {"suspicion page-twice"},
		"1 2 3 1": {"suspicion pages-unread"}, "1 w 1 2 3": nil, "1 2 w 1 2": {"suspicion pages-unread"},
	} {
		w := newSandbox(t)
		w.t = t
		w.freeze()
		for _, page := range order {
			switch page {
			case ' ':
			case 'w':
				w.add("甲公司")
			default:
				w.get(listPath, "fields", nameFields, "page_size", "100", "page_no", string(page))
			}
		}
		if v := w.report(); !slices.Equal(v.rules(), want) {
			t.Errorf("pages %s: %+v, want %v", order, v.Problems, want)
		}
	}
}
