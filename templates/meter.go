package templates

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// The bounds of one execution. Work is counted, not timed: the same template
// over the same record ends at the same place on every machine.
const (
	maxWork  = 64 << 20 // bytes of text made and looked at, and stepCost for each node
	maxDepth = 100      // blocks within blocks
	stepCost = 32
	runCost  = 96   // to begin a list once more, however little is in it
	maxWidth = 1000 // of a field of printf
)

// limitError ends a template that does too much.
type limitError struct{ text, hint string }

func (e *limitError) Error() string { return e.text + "\n  hint: " + e.hint }

// meter counts what one execution does.
type meter struct {
	work, depth int
	listing     int // what it costs to list something of the report
}

func newMeter(rep *incident.Report) *meter {
	m := &meter{}
	if rep != nil && rep.Timeline != nil {
		things := len(rep.Timeline.Entries) + len(rep.Timeline.Marked) + len(rep.Readings)
		if rep.Incident != nil {
			things += len(rep.Actions) + len(rep.Notices) + len(rep.Promises) + len(rep.Conflicts) + len(rep.Sources)
		}
		m.listing = 8 * stepCost * (things + 16)
	}
	return m
}

// charge panics with an error when the work is more than is allowed, as the
// functions of a template may.
func (m *meter) charge(n int) {
	m.work += n
	if m.work > maxWork || n < 0 {
		panic(&limitError{"the template does more work than any document needs, and was stopped", "look for a loop over too much, or for text that is put together again and again"})
	}
}

// The functions that meterTree puts into trees. No template can call them:
// checker refuses their names.
const (
	stepFunc  = "metered"
	enterFunc = "entered"
	leaveFunc = "left"
)

// hidden are the names that no template may write.
var hidden = []string{escapeFunc, escapeInsideFunc, stepFunc, enterFunc, leaveFunc, "call"}

func (m *meter) step(nodes, lists int) Markdown {
	m.charge(runCost + stepCost*nodes + m.listing*lists)
	return ""
}

func (m *meter) enter() Markdown {
	if m.depth++; m.depth > maxDepth {
		panic(&limitError{fmt.Sprintf("blocks call each other more than %d deep", maxDepth), "look for a block that calls itself"})
	}
	return ""
}

func (m *meter) leave() Markdown {
	m.depth--
	return ""
}

// meterTree makes the tree count: each time its root or the body of a range
// begins, what there is in it is charged.
func meterTree(tree *parse.Tree) {
	lists := listingMethods()
	var bodies []*parse.ListNode
	walkNodes(tree.Root, func(n parse.Node) {
		if r, ok := n.(*parse.RangeNode); ok {
			bodies = append(bodies, r.List)
		}
	})
	for _, body := range append(bodies, tree.Root) {
		nodes, heavy := 1, 0
		weigh(body, func(names ...string) {
			nodes++
			for _, name := range names {
				if lists[name] {
					heavy++
				}
			}
		})
		body.Nodes = append([]parse.Node{call(tree, body.Pos, stepFunc, nodes, heavy)}, body.Nodes...)
	}
	tree.Root.Nodes = append([]parse.Node{call(tree, tree.Root.Pos, enterFunc)}, tree.Root.Nodes...)
	tree.Root.Nodes = append(tree.Root.Nodes, call(tree, tree.Root.Pos, leaveFunc))
}

// weigh visits what one run of a list does: not the bodies of the ranges in
// it, which count for themselves.
func weigh(list *parse.ListNode, visit func(names ...string)) {
	inner := map[parse.Node]bool{}
	walkNodes(list, func(n parse.Node) {
		if r, ok := n.(*parse.RangeNode); ok {
			walkNodes(r.List, func(n parse.Node) { inner[n] = true })
		}
	})
	walkNodes(list, func(n parse.Node) {
		if inner[n] {
			return
		}
		switch n := n.(type) {
		case *parse.FieldNode:
			visit(n.Ident...)
		case *parse.VariableNode:
			visit(n.Ident...)
		case *parse.ChainNode:
			visit(n.Field...)
		default:
			visit()
		}
	})
}

// call is an action that calls a function with numbers.
func call(tree *parse.Tree, pos parse.Pos, name string, numbers ...int) parse.Node {
	args := []parse.Node{parse.NewIdentifier(name).SetTree(tree).SetPos(pos)}
	for _, n := range numbers {
		args = append(args, &parse.NumberNode{NodeType: parse.NodeNumber, Pos: pos, IsInt: true, Int64: int64(n), Text: strconv.Itoa(n)})
	}
	cmd := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: args}
	pipe := &parse.PipeNode{NodeType: parse.NodePipe, Pos: pos, Cmds: []*parse.CommandNode{cmd}}
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: pos, Pipe: pipe}
}

// wrap makes a function charge for the text that it is given and gives.
func (m *meter) wrap(fn any) any {
	v := reflect.ValueOf(fn)
	return reflect.MakeFunc(v.Type(), func(args []reflect.Value) []reflect.Value {
		m.charge(stepCost)
		for _, a := range args {
			m.charge(size(a))
		}
		var out []reflect.Value
		if v.Type().IsVariadic() {
			out = v.CallSlice(args)
		} else {
			out = v.Call(args)
		}
		for _, o := range out {
			m.charge(size(o))
		}
		return out
	}).Interface()
}

// size is how many bytes of text a value holds, as far as functions look.
func size(v reflect.Value) int {
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Interface:
		if !v.IsNil() {
			return size(v.Elem())
		}
	case reflect.Slice:
		n := v.Len()
		if k := v.Type().Elem().Kind(); k == reflect.String || k == reflect.Interface {
			for i := range v.Len() {
				n += size(v.Index(i))
			}
		}
		return n
	}
	return 0
}

// builtins takes the place of those functions of text/template that make or
// compare text; the others look at one value and cost what a step costs.
func (m *meter) builtins() template.FuncMap {
	fm := template.FuncMap{
		"print":   func(args ...any) (string, error) { return fmt.Sprint(args...), printables("print", args) },
		"println": func(args ...any) (string, error) { return fmt.Sprintln(args...), printables("println", args) },
		"printf":  m.printf,
		"html": func(args ...any) (string, error) {
			return html.EscapeString(fmt.Sprint(args...)), printables("html", args)
		},
		"js": func(args ...any) (string, error) {
			return template.JSEscapeString(fmt.Sprint(args...)), printables("js", args)
		},
		"urlquery": func(args ...any) (string, error) {
			return url.QueryEscape(fmt.Sprint(args...)), printables("urlquery", args)
		},
		"eq": equalAny,
		"ne": func(a, b any) (bool, error) {
			eq, err := equalAny(a, b)
			return !eq, err
		},
	}
	for name, holds := range map[string]func(int) bool{
		"lt": func(c int) bool { return c < 0 }, "le": func(c int) bool { return c <= 0 },
		"gt": func(c int) bool { return c > 0 }, "ge": func(c int) bool { return c >= 0 },
	} {
		fm[name] = func(a, b any) (bool, error) {
			c, err := order(a, b)
			return holds(c), err
		}
	}
	return fm
}

// printables refuses values that have no text of their own: what the library
// would print of them are addresses in memory.
func printables(name string, args []any) error {
	for _, a := range args {
		if !printable(a) {
			return fmt.Errorf("%s takes text and numbers, not a value of type %T", name, a)
		}
	}
	return nil
}

func printable(v any) bool {
	switch v.(type) {
	case nil, fmt.Stringer:
		return true
	}
	switch reflect.TypeOf(v).Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64:
		return true
	}
	return reflect.ValueOf(v).CanInt() || reflect.ValueOf(v).CanUint()
}

// printf is fmt.Sprintf with its growth bounded beforehand.
func (m *meter) printf(format string, args ...any) (string, error) {
	if err := printables("printf", args); err != nil {
		return "", err
	}
	longest := 0
	for _, a := range args {
		longest = max(longest, size(reflect.ValueOf(&a).Elem()))
	}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		for i < len(format) && strings.IndexByte("+-# 0123456789.*[]", format[i]) >= 0 {
			from := i
			for i < len(format) && format[i] >= '0' && format[i] <= '9' {
				i++
			}
			if n, err := strconv.Atoi(format[from:i]); from < i && (err != nil || n > maxWidth) {
				return "", fmt.Errorf("printf: a width of %s is more than %d", short(format[from:i]), maxWidth)
			}
			if i < len(format) && format[i] == '*' {
				return "", errors.New("printf: a width cannot be taken from an argument")
			}
			if from == i {
				i++
			}
		}
		// A verb can quote, which makes up to ten bytes of one.
		m.charge(maxWidth + 10*longest)
	}
	return fmt.Sprintf(format, args...), nil
}

func short(s string) string { return s[:min(len(s), 20)] }

// equalAny reports whether the first value equals one of the others.
func equalAny(a any, others ...any) (bool, error) {
	if len(others) == 0 {
		return false, errors.New("eq needs two values")
	}
	for _, b := range others {
		if a == nil || b == nil {
			if a == b {
				return true, nil
			}
			continue
		}
		x, y := reflect.ValueOf(a), reflect.ValueOf(b)
		if x.Kind() == reflect.Bool && y.Kind() == reflect.Bool {
			if x.Bool() == y.Bool() {
				return true, nil
			}
			continue
		}
		c, err := order(a, b)
		if err != nil || c == 0 {
			return c == 0 && err == nil, err
		}
	}
	return false, nil
}

// order compares two texts or two numbers.
func order(a, b any) (int, error) {
	if a != nil && b != nil {
		x, y := reflect.ValueOf(a), reflect.ValueOf(b)
		switch {
		case x.Kind() == reflect.String && y.Kind() == reflect.String:
			return strings.Compare(x.String(), y.String()), nil
		case x.CanInt() && y.CanInt():
			return cmp.Compare(x.Int(), y.Int()), nil
		case number(x) && number(y):
			return cmp.Compare(float(x), float(y)), nil
		}
		if t, ok := a.(timeline.Time); ok {
			if u, ok := b.(timeline.Time); ok {
				return t.Compare(u), nil
			}
		}
	}
	return 0, fmt.Errorf("%T and %T cannot be compared", a, b)
}

func number(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() }

func float(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}
