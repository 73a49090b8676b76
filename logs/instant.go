package logs

import (
	"time"

	"github.com/candor-reports/candor/timeline"
)

// instant is a stamp that was settled. Every line of a log has one, so that it is
// small, and held in registers.
type instant struct {
	ns int64 // since 1970, the clock's correction included
	origin
}

// origin is a provenance as one number.
type origin uint32

// provenance is how an instant was known.
type provenance struct {
	digits int8
	basis  yearBasis
	zone   bool // the zone was applied, not stated
	day    dayFrom
	order  dayOrder // in which the numbers of the date were read
	shown  bool     // the dates of the source show that order
}

func (p provenance) origin() origin {
	return origin(uint8(p.digits)) | origin(p.basis)<<8 | origin(p.day)<<12 | origin(p.order)<<16 | origin(btoi(p.zone))<<20 | origin(btoi(p.shown))<<21
}

func (o origin) provenance() provenance {
	return provenance{digits: int8(o), basis: yearBasis(o >> 8 & 15), day: dayFrom(o >> 12 & 15), order: dayOrder(o >> 16 & 15), zone: o>>20&1 > 0, shown: o>>21&1 > 0}
}

// clockOf is what was declared of the clock of a source.
type clockOf struct {
	loc   *time.Location
	assum bool          // nobody declared loc
	fix   time.Duration // correction of the clock
}

// time tells the instant with its precision and how it was known.
func (c clockOf) time(t instant) timeline.Time {
	at, p := time.Unix(0, t.ns-int64(c.fix)).UTC(), t.provenance()
	var out timeline.Time
	switch {
	case p.digits == toDay && p.zone:
		out = timeline.OnDay(at.In(c.loc))
	case p.digits == toDay:
		out = timeline.OnDay(at)
	case p.digits == toMinute:
		out = timeline.At(at, time.Minute)
	default:
		unit := time.Second
		for range p.digits {
			unit /= 10
		}
		out = timeline.At(at, unit)
	}
	if p.zone {
		out.Basis.Zone, out.Basis.ZoneAssumed = c.loc.String(), c.assum
	}
	if p.basis != yearWritten {
		out.Basis.Year, out.Basis.YearDeclared = at.In(c.loc).Year(), p.basis == yearDeclared
	}
	out.Basis.Day = dayReasons[p.day]
	if p.order != undecided {
		out.Basis.Order, out.Basis.OrderAssumed = p.order.String(), !p.shown
	}
	return out.Shift(c.fix)
}
