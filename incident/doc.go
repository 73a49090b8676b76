// Package incident holds the record of an incident, incident.yaml: what people
// state about it, which sources to read, and what they decided about single
// events. A Report joins the record with its timeline; it is what templates
// see.
//
// The record is small, strict and edited by hand. Whatever does not fit is an
// error that says where it is and what to write instead, and saving changes
// only the lines that it has to. The package reads no evidence and writes no
// prose.
package incident
