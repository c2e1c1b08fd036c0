package wisecrm

import (
	"cmp"
	"context"
	"iter"
)

// maxPageSize is the most records that the vendor puts on a page.
const maxPageSize = 200

// A Page is one page of a list.
type Page struct {
	TotalSize int // number of all records that match
	PageSize  int // as asked
	PageNo    int // as asked, from 1
	Records   []Record
}

func list(ctx context.Context, c *caller, what call) (*Page, error) {
	got, err := send[listAnswer](ctx, c, what)
	if err != nil {
		return nil, err
	}
	return &Page{TotalSize: got.TotalSize, PageSize: got.PageSize, PageNo: got.PageNo, Records: got.Data}, nil
}

// allPages yields the records of the pages from first on until one is empty (WI-Q36). An error ends it.
func allPages(first int, fetch func(pageNo int) (*Page, error)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for pageNo := cmp.Or(first, 1); ; pageNo++ {
			page, err := fetch(pageNo)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, record := range page.Records {
				if !yield(record, nil) {
					return
				}
			}
			if len(page.Records) == 0 {
				return
			}
		}
	}
}
