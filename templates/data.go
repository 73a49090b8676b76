package templates

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/candor-reports/candor/incident"
)

// Types lists the types of what templates see, the report first, in the order
// in which they are met.
func Types() []reflect.Type {
	seen := map[reflect.Type]bool{}
	var all []reflect.Type
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			if t.Name() != "" && t.Kind() != reflect.Pointer {
				break
			}
			t = t.Elem()
		}
		if seen[t] {
			return
		}
		seen[t] = true
		all = append(all, t)
		if !ours(t) {
			return
		}
		switch t.Kind() {
		case reflect.Slice, reflect.Map:
			visit(t.Elem())
		case reflect.Struct:
			for _, f := range reflect.VisibleFields(t) {
				if f.IsExported() {
					visit(f.Type)
				}
			}
		}
		for _, m := range Methods(t) {
			visit(m.Type.Out(0))
		}
	}
	visit(reflect.TypeFor[*incident.Report]())
	return all
}

func ours(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "github.com/candor-reports/") }

// Methods lists the methods of a type of ours that templates can call: those
// that are given plain values and give one.
func Methods(t reflect.Type) []reflect.Method {
	var out []reflect.Method
	if !ours(t) {
		return nil
	}
	for i := range reflect.PointerTo(t).NumMethod() {
		if m := reflect.PointerTo(t).Method(i); open(m) {
			out = append(out, m)
		}
	}
	return out
}

// open reports whether a template may call a method. What takes or gives
// bytes, functions or anything at all is for programs: to decode into a value
// would change the report for the documents that come after.
func open(m reflect.Method) bool {
	if m.Type.NumOut() != 1 || m.Type.IsVariadic() {
		return false
	}
	for i := 1; i < m.Type.NumIn(); i++ {
		if !plain(m.Type.In(i)) {
			return false
		}
	}
	out := m.Type.Out(0)
	return out.Kind() != reflect.Func && out.Kind() != reflect.Interface && out != reflect.TypeFor[[]byte]()
}

func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Func, reflect.Interface, reflect.Pointer, reflect.Slice, reflect.Map, reflect.Chan:
		return false
	}
	return true
}

// closedMethods are the names of methods that no template may call. A name
// that is a field somewhere too stays open.
var closedMethods = sync.OnceValue(func() map[string]bool {
	closed, fields := map[string]bool{}, map[string]bool{}
	for _, t := range Types() {
		if t.Kind() == reflect.Struct && ours(t) {
			for _, f := range reflect.VisibleFields(t) {
				fields[f.Name] = true
			}
		}
		for i := range reflect.PointerTo(t).NumMethod() {
			m := reflect.PointerTo(t).Method(i)
			if m.Name != "String" && t != reflect.TypeFor[time.Duration]() && (!ours(t) || !open(m)) {
				closed[m.Name] = true
			}
		}
	}
	for _, t := range Types() {
		for _, m := range Methods(t) {
			delete(closed, m.Name)
		}
	}
	for name := range fields {
		delete(closed, name)
	}
	return closed
})

// listingMethods are the names of methods that go through the report.
var listingMethods = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, m := range Methods(reflect.TypeFor[incident.Report]()) {
		if k := m.Type.Out(0).Kind(); k == reflect.Slice || k == reflect.Pointer {
			names[m.Name] = true
		}
	}
	return names
})

// fieldsOf says what to call a type that templates see, by its name in Go, and
// which fields and methods it has.
func fieldsOf(name string) (whose string, names []string) {
	name = strings.TrimLeft(name, "*")
	for _, t := range Types() {
		if t.String() != name {
			continue
		}
		if t.Kind() == reflect.Struct {
			for _, f := range reflect.VisibleFields(t) {
				if f.IsExported() && !f.Anonymous {
					names = append(names, f.Name)
				}
			}
		}
		for _, m := range Methods(t) {
			names = append(names, m.Name)
		}
		slices.Sort(names)
		whose = t.Name()
	}
	if whose == "Report" || whose == "Incident" {
		whose = incident.File
	}
	if whose == "" {
		whose = "a value of type " + name
	}
	return whose, slices.Compact(names)
}

// functionNames lists what templates can call.
func functionNames() []string {
	var names []string
	for _, f := range append(Library(), Funcs()...) {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}
