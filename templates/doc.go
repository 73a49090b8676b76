// Package templates turns a report into the Markdown of a document that people
// then edit. Its templates are *.md.tmpl files in the language of
// text/template, with the functions that Funcs lists.
//
// Whatever a template prints is escaped, so that a title, a log line or a
// commit subject reads in the document as it was written and can do nothing
// else. Only values of type Markdown pass as they are, and only functions of
// this package make them. A fact that is not known is printed as
// "TODO(role): what is missing"; templates hold no invented prose.
package templates
