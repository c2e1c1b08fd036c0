package wisecrm

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"strings"
)

// AddOptions say how to add a record.
type AddOptions struct {
	Force bool // save although a record like it exists, which is otherwise refused with CodeBusiness
}

// UpdateOptions say how to update a record.
type UpdateOptions struct {
	Force bool // save although the new values make a duplicate, which is otherwise refused with CodeBusiness
}

// DeleteOptions say what to delete with a record. Its detail records always go with it.
type DeleteOptions struct {
	// Cascade names by entity the fields that refer to the record: {"SalesOrder": {"accountId"}}
	// also deletes the sales orders whose accountId is the deleted account. Other records stay.
	Cascade map[string][]string
}

// ListOptions choose a page of a list.
type ListOptions struct {
	Fields   []string // required; the names of the fields to return
	QName    string   // what the main display field must equal; * stands for any text; empty for all records
	PageNo   int      // from 1, which 0 stands for; where All begins
	PageSize int      // at most 200; 0 stands for 20 in List and for 200 in All
}

// records holds the five operations that the services of single entities share. A is the answer
// that carries the id of the entity.
type records[A idAnswer] struct {
	caller  *caller
	model   string // first part of the path
	idParam string
	entity  string // the custom module, "" where the path names the entity
}

type idAnswer interface {
	answer
	id() string
}

func (r records[A]) add(ctx context.Context, operation string, fields Fields, opts AddOptions) (string, error) {
	return r.write(ctx, operation, "add", fields.object(), map[string]string{"force_add": flag(opts.Force)})
}

func (r records[A]) get(ctx context.Context, operation, id string, fields []string) (Record, error) {
	got, err := send[recordAnswer](ctx, r.caller, get(operation, r.model+"/get", map[string]string{
		"op_user": r.caller.credentials.OpUser,
		"entity":  r.entity,
		r.idParam: id,
		"fields":  strings.Join(fields, ","),
	}))
	return got.Data, err
}

func (r records[A]) list(ctx context.Context, operation string, opts ListOptions) (*Page, error) {
	return list(ctx, r.caller, get(operation, r.model+"/list", map[string]string{
		"op_user":   r.caller.credentials.OpUser,
		"entity":    r.entity,
		"fields":    strings.Join(opts.Fields, ","),
		"qname":     opts.QName,
		"page_no":   number(opts.PageNo),
		"page_size": number(opts.PageSize),
	}))
}

func (r records[A]) all(ctx context.Context, operation string, opts ListOptions) iter.Seq2[Record, error] {
	opts.PageSize = cmp.Or(opts.PageSize, maxPageSize)
	return allPages(opts.PageNo, func(pageNo int) (*Page, error) {
		next := opts
		next.PageNo = pageNo
		return r.list(ctx, operation, next)
	})
}

func (r records[A]) update(ctx context.Context, operation, id string, fields Fields, opts UpdateOptions) (string, error) {
	return r.write(ctx, operation, "update", fields.object(), map[string]string{
		r.idParam:      id,
		"force_update": flag(opts.Force),
	})
}

func (r records[A]) delete(ctx context.Context, operation, id string, opts DeleteOptions) (string, error) {
	parameters := map[string]string{r.idParam: id}
	if len(opts.Cascade) > 0 {
		text, err := json.Marshal(opts.Cascade) // WI-Q39: JSON text in the query.
		if err != nil {
			return "", fail(operation, err)
		}
		parameters["cascade_delete"] = string(text)
	}
	return r.write(ctx, operation, "delete", nil, parameters)
}

// write posts to one of the functions that answer the id of a record.
func (r records[A]) write(ctx context.Context, operation, function string, body any, parameters map[string]string) (string, error) {
	parameters["op_user"], parameters["entity"] = r.caller.credentials.OpUser, r.entity
	got, err := send[A](ctx, r.caller, post(operation, r.model+"/"+function, parameters, body))
	return got.id(), err
}
