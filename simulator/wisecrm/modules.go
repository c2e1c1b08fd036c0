package wisecrm

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// Custom modules: kinds of records that a tenant makes for itself (自定义模块). The control API makes them, with fields
// of the table fields; calls read and write their records.

// moduleName is what a module may be called: e__lead in the wild, c__lead on the vendor's page (WI-Q89).
var moduleName = regexp.MustCompile(`^[ec]__[A-Za-z][A-Za-z0-9_]{0,35}$`)

// customName is what a custom field may be called.
var customName = regexp.MustCompile(`^c__[A-Za-z][A-Za-z0-9_]{0,35}$`)

// Codes of modules. Those of the system are lower.
const (
	firstModuleCode = 100
	lastModuleCode  = 999
)

// A module is a custom kind of record as the control API shows it.
type module struct {
	Entity    string `json:"entity"`
	Label     string `json:"name"`
	Code      int    `json:"code"`
	NameField string `json:"name_field"`
	Workflow  bool   `json:"workflow"` // its records are approved step by step
}

func moduleOf(e *entity) module {
	return module{e.name, e.label, e.code, e.nameField, e.workflow}
}

// newModule returns the entity of a module. The id of e__lead is c__leadId.
func newModule(kind int, m module) *entity {
	_, plain, _ := strings.Cut(m.Entity, "__")
	name := required(text(m.NameField, "名称"))
	name.Origin = 2
	fields := owned(name)
	if m.Workflow {
		fields = append(fields, approval()...)
	}
	e := newEntity(kind, m.Code, m.Entity, m.Label, "c__"+plain+"Id", m.NameField, fields...)
	e.custom, e.workflow, e.param = true, m.Workflow, "record_id"
	return e
}

// approval are the fields of a module whose records are approved, as a program reads them (WI-Q90). No call moves a
// record on; the control API does.
func approval() []*field {
	read := func(f *field) *field {
		f.Creatable, f.Updatable = false, false
		return f
	}
	return []*field{
		read(text("currentFlowStepId", "当前审批步骤")), read(reference("latestAuditer", "最后审批人", "User")),
		read(typed(typeDateTime, "latestAuditTime", "最后审批时间")), read(text("nextAuditers", "下一步审批人")),
		read(text("recentTurnUsers", "最近转审人")),
		read(picklist("state", "审批状态", choice{0, "草稿"}, choice{1, "审批中"}, choice{2, "通过"}, choice{3, "驳回"})),
	}
}

// putModule makes a module, or gives it another display name. The rest of it is in the ids and values of its records.
func putModule(tx *tx, m module) {
	if e := tx.State.metadata.find(m.Entity); e != nil {
		next := *e
		next.label = m.Label
		tx.State.metadata = tx.State.metadata.with(&next)
		return
	}
	e := newModule(len(tx.State.metadata.entities), m)
	tx.State.metadata = tx.State.metadata.with(e)
	tx.State.modules = append(slices.Clip(tx.State.modules), newTable())
}

// moduleTable holds the custom modules. They can be added, but not deleted: ids begin with their codes.
func moduleTable() api.Rows[state, module] {
	return api.Rows[state, module]{
		Called: "modules", Is: "The custom modules; the table fields adds to their fields.",
		In: api.Place[state, module]{
			All: func(s *state, from *module) iter.Seq[module] {
				var rows []module
				for _, e := range s.metadata.modules() {
					rows = append(rows, moduleOf(e))
				}
				return startingAt(rows, from, func(m module) string { return m.Entity })
			},
			Get: func(s *state, key module) (module, bool) {
				e := s.metadata.find(key.Entity)
				if e == nil || !e.custom {
					return key, false
				}
				return moduleOf(e), true
			},
			Put: putModule,
		},
		ID: func(m module) string { return m.Entity },
		Key: func(id string) (module, error) {
			if !moduleName.MatchString(id) {
				return module{}, errors.New("want a name such as e__lead")
			}
			return module{Entity: id}, nil
		},
		New: func(tx *tx, id string) module {
			if e := tx.State.metadata.find(id); e != nil { // One that is put again stays as it is.
				return moduleOf(e)
			}
			return module{Entity: id, Label: id, Code: tx.State.metadata.freeCode(), NameField: "c__name"}
		},
		Check: checkModule,
	}
}

func checkModule(tx *tx, m *module) error {
	if e := tx.State.metadata.find(m.Entity); e != nil {
		if was := moduleOf(e); was.Code != m.Code || was.NameField != m.NameField || was.Workflow != m.Workflow {
			return errors.New("code, name_field and workflow of a module stay as they are")
		}
		return nil
	}
	switch {
	case m.Code < firstModuleCode || m.Code > lastModuleCode:
		return fmt.Errorf("code %d: want %d to %d", m.Code, firstModuleCode, lastModuleCode)
	case slices.ContainsFunc(tx.State.metadata.entities, func(e *entity) bool { return e.code == m.Code }):
		return fmt.Errorf("code %d is another entity's", m.Code)
	case !customName.MatchString(m.NameField) || newModule(0, *m).id().Name == m.NameField:
		return fmt.Errorf("name_field %q: want a name such as c__name", m.NameField)
	}
	return nil
}

// modules returns the entities of the custom modules.
func (m *metadata) modules() []*entity { return m.entities[kinds:] }

// freeCode returns the lowest code that no module has.
func (m *metadata) freeCode() int {
	code := firstModuleCode
	for slices.ContainsFunc(m.modules(), func(e *entity) bool { return e.code == code }) {
		code++
	}
	return code
}

// moduleOf returns the module whose ids begin as this one does, nil for none.
func (m *metadata) moduleOf(id string) *entity {
	for _, e := range m.modules() {
		if strings.HasPrefix(id, e.prefix()) {
			return e
		}
	}
	return nil
}

// customTable holds the records of all modules, one module after the other.
func customTable() api.Rows[state, *record] {
	return api.Rows[state, *record]{
		Called: "customRecords", Is: "The records of the custom modules.",
		In: api.Place[state, *record]{
			All: allCustom,
			Get: func(s *state, key *record) (*record, bool) {
				e := s.metadata.moduleOf(key.id)
				if e == nil {
					return key, false
				}
				r := s.table(e).get(key.id)
				return r, r != nil
			},
			Put: func(tx *tx, r *record) {
				e := tx.State.metadata.moduleOf(r.id)
				tx.State.writable(e).put(tx.Writer, e, r)
			},
			Delete: func(tx *tx, r *record) { deleteWithDetails(tx, tx.State.metadata.moduleOf(r.id), r.id) },
		},
		ID:  func(r *record) string { return r.id },
		Key: func(id string) (*record, error) { return &record{id: id}, nil },
		New: func(tx *tx, id string) *record {
			e := tx.State.metadata.moduleOf(id)
			if e == nil {
				return &record{id: id}
			}
			return newDraft(tx, e, id, userID(1), nil).record(e)
		},
		Check: func(tx *tx, r **record) (err error) {
			*r, err = checkRecord(tx, tx.State.metadata.moduleOf((*r).id), *r)
			return err
		},
		Show:    func(s *state, r *record) any { return showRecord(s.metadata.moduleOf(r.id), r) },
		Read:    readCustom,
		Columns: columnsOfModules,
	}
}

func allCustom(s *state, from **record) iter.Seq[*record] {
	modules := s.metadata.modules()
	if from != nil {
		modules = modules[slices.Index(modules, s.metadata.moduleOf((*from).id)):]
	}
	return func(yield func(*record) bool) {
		for i, e := range modules {
			records := s.table(e).byCreated.All()
			if i == 0 && from != nil {
				records = s.table(e).byCreated.From(*from)
			}
			for r := range records {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// readCustom finds the module by the id or, where that is still to be read, by the name in the record.
func readCustom(tx *tx, raw []byte, r *record) (*record, error) {
	e := tx.State.metadata.moduleOf(r.id)
	if e == nil {
		var named map[string]json.RawMessage
		var name string
		if err := wire.Decode(raw, &named); err != nil {
			return nil, err
		}
		_ = json.Unmarshal(named[entityKey], &name) // What is no name names no module.
		if e = tx.State.metadata.find(name); r.id != "" || e == nil || !e.custom {
			return nil, fmt.Errorf("want an id that begins with the code of a module, and its name in %s where the path has no id", entityKey)
		}
	}
	next, err := readRecord(e, raw, r)
	if err == nil && tx.State.metadata.moduleOf(next.id) != e {
		return nil, fmt.Errorf("want an id that begins with %s, the code of %s", e.prefix(), e.name)
	}
	return next, err
}

func columnsOfModules(s *state) []api.Field {
	shown := []api.Field{{Name: createdKey, Type: "string"}, {Name: entityKey, Type: "string"}}
	for _, e := range s.metadata.modules() {
		for _, f := range fieldsOfTable(e) {
			if !slices.ContainsFunc(shown, func(other api.Field) bool { return other.Name == f.Name }) {
				shown = append(shown, f)
			}
		}
	}
	return shown
}
