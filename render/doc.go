// Package render writes a draft in the forms it is published in: one HTML page
// that needs nothing else, the Markdown itself, the timeline as a picture, and
// the forms that are sent, followed and posted: mail, feeds, calendars, messages
// for chats, plain and short text.
//
// Every HTML page passes two walls, of which each holds alone. The first is the
// Markdown engine with raw HTML off and its links and images checked in the
// syntax tree. The second parses the HTML that the engine made and rebuilds it
// from a list of what is allowed. The page around it is html/template with a
// policy that forbids every request and every script but its own. Mail and
// feeds, which stand among other people's pages, pass a third wall of their own.
//
// A draft that would cost more than it can be worth is refused before or while
// it is parsed, and the error names the line. A draft that is not marked as
// internal shows only what is marked public in the timeline.
//
// The package decides nothing about the content: what a draft says is for
// templates, people and review. Only the short forms make sentences, of facts
// that the record states; they refuse where it does not.
package render
