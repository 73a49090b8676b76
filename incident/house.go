package incident

import (
	"slices"

	"github.com/candor-reports/candor/internal/strict"
)

// HouseFile is the name of the file above incident folders that holds what
// counts for all incidents of a house.
const HouseFile = "names.yaml"

// House is what a house calls things, and what customers may read, for all of
// its incidents.
type House struct {
	Names     []Name   `yaml:"names"`
	Customers []string `yaml:"customers"` // told as "a customer"
	People    []string `yaml:"people"`    // told as "an engineer"
	Allow     []string `yaml:"allow"`     // what looks like a leak and is none
	Publish   Publish  `yaml:"publish"`   // where documents are read, and as whom they are sent
}

// ParseHouse reads the names of a house as strictly as Parse reads a record.
func ParseHouse(name string, data []byte) (*House, error) {
	var h House
	doc := strict.Decode(name, data, &h, strict.Options{})
	if doc.Err() == nil {
		for i, n := range h.Names {
			if n.Internal == "" || n.Public == "" {
				doc.Fail([]any{"names", i}, "a name needs internal: and public:", "internal is what the house says, public what customers may read")
			}
		}
		h.Publish.check(doc)
	}
	return &h, doc.Err()
}

// Join adds what the house says to the record. Where both say something of the
// same, the record counts.
func (inc *Incident) Join(h *House) {
	add := func(internal, public string) {
		if !slices.ContainsFunc(inc.Names, func(n Name) bool { return n.Internal == internal }) {
			inc.Names = append(inc.Names, Name{Internal: internal, Public: public})
		}
	}
	for _, n := range h.Names {
		add(n.Internal, n.Public)
	}
	for _, c := range h.Customers {
		add(c, "a customer")
	}
	for _, p := range h.People {
		add(p, "an engineer")
	}
	inc.Allow = append(inc.Allow, h.Allow...)
	inc.Publish = inc.Publish.Or(h.Publish)
}
