package source

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source/live"
	"github.com/candor-reports/candor/timeline"
)

// asker asks a server for what happened in a window.
type asker func(ctx context.Context, t *take, c *live.Client, from, to time.Time) error

// server makes the Kind of what is read by asking a server.
func server(k Kind, ask asker) Kind {
	k.Read = func(ctx context.Context, s incident.Source, env *Env) Stream {
		if s.URL == "" {
			return failed(s, "lines", fmt.Errorf("a source of kind %s asks a server: add url:; files are read by the kind file", s.Kind))
		}
		return askServer(ctx, s, env, "lines", ask)
	}
	return k
}

// orServer makes a kind that reads exports ask a server where the record names
// one.
func orServer(k Kind, ask asker) Kind {
	read := k.Read
	k.Read = func(ctx context.Context, s incident.Source, env *Env) Stream {
		if s.URL == "" {
			return read(ctx, s, env)
		}
		return askServer(ctx, s, env, "records", ask)
	}
	return k
}

func askServer(ctx context.Context, s incident.Source, env *Env, unit string, ask asker) Stream {
	s.Path = s.URL
	secret, err := secretOf(s.Auth, env)
	if err != nil {
		return failed(s, unit, err)
	}
	header := map[string]string{}
	if s.Tenant != "" {
		header["X-Scope-OrgID"] = s.Tenant
	}
	o := live.Options{Secret: secret, Header: header}
	if env.Getenv != nil {
		// As every other program on the machine reaches the server: many
		// networks let nothing out but through their proxy.
		o.Proxy = live.EnvironmentProxy
	}
	c, err := live.New(s.URL, o)
	if err != nil {
		return failed(s, unit, err)
	}
	defer c.Close()
	t := newTake(s, env)
	t.tally.Unit = unit
	if t.until.IsZero() && !env.Now.IsZero() {
		t.until = env.Now.UTC()
		t.note("asked up to " + t.until.Format("2006-01-02 15:04 UTC") + ", since the window has no end")
	}
	if t.since.IsZero() || t.until.IsZero() || !t.since.Before(t.until) {
		return failed(s, unit, errors.New("a server is asked for a window: add window: to the record, or since: and until: to the source"))
	}
	if proxy := c.Proxy(); proxy != "" {
		t.note("asked through the proxy " + proxy)
	}
	t.begin(c.Name())
	// The clock of the server differs by the correction the record states.
	err = ask(ctx, t, c, t.since.Add(-t.fix()), t.until.Add(-t.fix()))
	t.finish()
	if err != nil {
		t.gap("%s: %v", c.Name(), err)
	}
	// Some servers repeat what they were sent.
	for i, gap := range t.gaps {
		t.gaps[i] = c.Hide(gap)
	}
	for i, note := range t.noted {
		t.noted[i] = c.Hide(note)
	}
	for _, bad := range t.refused {
		bad.Err = errors.New(c.Hide(bad.Err.Error()))
	}
	out := t.stream([]string{c.Name()})
	reading := out.Reading()
	reading.Failed = reading.Failed || err != nil && len(t.events) == 0
	out.Reading = func() timeline.Reading { return reading }
	return out
}

// maxSecret bounds a file of credentials.
const maxSecret = 64 << 10

// secretOf reads credentials from where the record says they are. Errors name
// the place and never the value.
func secretOf(auth string, env *Env) (string, error) {
	how, where, _ := strings.Cut(auth, ":")
	switch how {
	case "":
		return "", nil
	case "env":
		if env.Getenv == nil || env.Getenv(where) == "" {
			return "", fmt.Errorf("the variable %s, which auth: names, is not set", where)
		}
		return env.Getenv(where), nil
	}
	if !filepath.IsAbs(where) {
		where = filepath.Join(env.Dir, filepath.FromSlash(where))
	}
	f, err := os.Open(where)
	if err != nil {
		return "", fmt.Errorf("the file that auth: names: %w", plain(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return "", errors.New("the file that auth: names is empty or cannot be read")
	}
	return string(data), nil
}

// answer reads the objects of an answer.
func (t *take) answer(data []byte, each func(o *object) error, lists ...string) error {
	if !json.Valid(data) {
		_, err := answerObject(data)
		return cmp.Or(err, errors.New("the answer is not JSON"))
	}
	x := export{lists: lists}
	return x.json(context.Background(), t, bufio.NewReader(bytes.NewReader(data)), func(o *object) { t.object(o, each) })
}

// caveats tells what an answer says of itself: that it warns, or that it is not
// whole.
func (t *take) caveats(o *object) {
	for _, warning := range o.texts("warnings") {
		t.gap("the server warns: %s", clip(warning, 200))
	}
	for _, info := range o.texts("infos") {
		t.note("the server notes: " + clip(info, 200))
	}
	for _, name := range []string{"partial", "isPartial", "is_partial"} {
		if o.text(name) == "true" {
			t.gap("the answer is %s: a part of what the server keeps was not looked at, so that counts are too low", name)
		}
	}
}

// answerObject reads an answer that is one object.
func answerObject(data []byte) (*object, error) {
	o, err := parseObject(piece{data, 1})
	if err != nil {
		return nil, fmt.Errorf("the answer %w", err)
	}
	return o, nil
}
