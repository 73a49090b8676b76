package logs

import (
	"bytes"
	"io"

	"github.com/candor-reports/candor/timeline"
)

var winEventFormat = Format{
	Name: "winevent",
	Doc:  "events of Windows as XML, as wevtutil, Get-WinEvent and the event viewer write them: one a line, over several lines, or all on one",
	Samples: []Sample{
		{Line: `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Service Control Manager' Guid='{555908d1}'/><EventID Qualifiers='49152'>7031</EventID><Level>2</Level><TimeCreated SystemTime='2024-03-04T14:02:11.2500000Z'/><Computer>web1</Computer></System><EventData><Data Name='param1'>Print Spooler</Data><Data Name='param2'>1</Data></EventData></Event>`, Time: "2024-03-04T14:02:11.25Z", Level: timeline.Error, Subject: "Service Control Manager", Text: "event 7031: Print Spooler, 1"},
		{Line: "<Events>\n<Event>\n <System>\n  <Provider Name=\"disk\"/>\n  <EventID>153</EventID>\n  <Level>3</Level>\n  <TimeCreated SystemTime=\"2024-03-04T14:02:11Z\"/>\n </System>\n <RenderingInfo Culture=\"en-US\"><Message>The IO operation was retried &amp; done.</Message></RenderingInfo>\n</Event>\n</Events>", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Subject: "disk", Text: "event 153: The IO operation was retried & done."},
	},
	parse:  parseWinEvent,
	gather: gatherElements,
}

func parseWinEvent(line []byte, r *record) verdict {
	if !bytes.HasPrefix(line, []byte("<Event")) {
		return foreign
	}
	created, _ := element(line, "TimeCreated")
	if created == nil {
		return foreign
	}
	if !r.at.whole(attribute(created, "SystemTime")) {
		return r.refuse(errNoStamp)
	}
	provider, _ := element(line, "Provider")
	_, id := element(line, "EventID")
	_, level := element(line, "Level")
	_, host := element(line, "Computer")
	r.timed, r.subject, r.host = true, attribute(provider, "Name"), host
	if len(level) == 1 && isDigit(level[0]) {
		r.level = windowsLevel(int(level[0] - '0'))
	}
	start := len(r.buf)
	r.buf = append(append(r.buf, "event "...), id...)
	if _, said := element(line, "Message"); len(said) > 0 {
		r.buf = appendText(append(r.buf, ": "...), said)
	} else {
		r.data(line)
	}
	r.message = r.buf[start:len(r.buf):len(r.buf)]
	return understood
}

// data appends the values of an event that comes without a message.
func (r *record) data(line []byte) {
	_, rest, _ := bytes.Cut(line, []byte("<EventData"))
	for sep, n := ": ", 0; n < maxFields; n++ {
		at := bytes.Index(rest, []byte("<Data"))
		if at < 0 {
			return
		}
		_, value := element(rest[at:], "Data")
		if rest = rest[at+5:]; len(value) > 0 {
			r.buf = appendText(append(r.buf, sep...), value)
			sep = ", "
		}
	}
}

// element finds the first element of a name: its tag, and the text within it.
func element(b []byte, name string) (tag, text []byte) {
	for {
		i := bytes.Index(b, []byte("<"+name))
		if i < 0 {
			return nil, nil
		}
		if b = b[i+1+len(name):]; len(b) > 0 && isWordByte(b[0]) {
			continue // another name that begins so
		}
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			return nil, nil
		}
		if tag = b[:end]; end > 0 && b[end-1] == '/' {
			return tag, nil
		}
		text, _, _ = bytes.Cut(b[end+1:], []byte("<"))
		return tag, bytes.TrimSpace(text)
	}
}

// entities are those that XML knows by itself.
var entities = []struct {
	name string
	c    byte
}{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}

// appendText appends the text of an element. Numbered characters stay as they
// are written.
func appendText(dst, text []byte) []byte {
next:
	for i := 0; i < len(text); i++ {
		if text[i] == '&' {
			for _, e := range entities {
				if bytes.HasPrefix(text[i:], []byte(e.name)) {
					dst = append(dst, e.c)
					i += len(e.name) - 1
					continue next
				}
			}
		}
		dst = append(dst, text[i])
	}
	return dst
}

// gatherElements brings each Event element onto a line of its own.
func gatherElements(r io.Reader) io.Reader {
	var last []byte // the bytes met last
	return &gatherer{src: r, step: func(g *gatherer, c byte) {
		if last = append(last, c); len(last) > 64 {
			last = append(last[:0], last[len(last)-16:]...)
		}
		if !g.open {
			if (c == ' ' || c == '>') && bytes.HasSuffix(last[:len(last)-1], []byte("<Event")) {
				g.begin()
				for _, c := range []byte("<Event") {
					g.put(c)
				}
				g.put(c)
			}
			return
		}
		if g.size < recordLimit {
			g.put(c)
		}
		if c == '>' && bytes.HasSuffix(last, []byte("</Event>")) || g.size >= recordLimit {
			g.end()
		}
	}}
}
