package logs

import "time"

// region is the zone that a stamp names by its region; nil where it names none
// that is known.
func (c *calendar) region(s *stamp) *time.Location {
	if s.zone != regional {
		return nil
	}
	loc, ok := c.regions[s.region]
	if !ok && len(c.regions) < maxRegions {
		if loc, _ = time.LoadLocation(s.region); c.regions == nil {
			c.regions = map[string]*time.Location{}
		}
		c.regions[s.region] = loc
	}
	return loc
}

// maxRegions bounds how many zones one file may name.
const maxRegions = 600

// local turns a wall clock into seconds since 1970 in the file's zone.
func (c *calendar) local(wall int64, s *stamp) int64 {
	if s.zone == nickname {
		if at, ok := c.nicknamed(wall, abbreviations[s.abbr].name); ok {
			return at
		}
		c.used.nickname++
	}
	if c.assum {
		c.used.zone++
	}
	if c.loc == time.UTC {
		return wall
	}
	if wall < c.zoneFrom || wall >= c.zoneTo {
		return c.change(wall)
	}
	c.prev = wall - c.offset
	return c.prev
}

// nicknamed settles a wall clock with an abbreviation that the declared zone
// uses there, which tells the two passes of a doubled hour apart.
func (c *calendar) nicknamed(wall int64, name string) (int64, bool) {
	if c.assum {
		return 0, false
	}
	for _, near := range []int64{-86400, 86400} {
		if zone, offset := time.Unix(wall+near, 0).In(c.loc).Zone(); zone == name {
			c.prev = wall - int64(offset)
			return c.prev, true
		}
	}
	return 0, false
}

// change settles a wall clock near a change of the clocks, where it can name
// two instants or none, and remembers the stretch after it.
func (c *calendar) change(wall int64) int64 {
	const day = 86400
	_, before := time.Unix(wall-day, 0).In(c.loc).Zone()
	_, after := time.Unix(wall+day, 0).In(c.loc).Zone()
	early, late := wall-int64(before), wall-int64(after)
	if before == after {
		c.offset, c.zoneFrom, c.zoneTo = int64(before), wall, wall+1
		if _, end := time.Unix(early, 0).In(c.loc).ZoneBounds(); end.IsZero() || end.Unix() > early+2*day {
			c.zoneTo = wall + day
		}
		c.prev = early
		return early
	}
	_, atEarly := time.Unix(early, 0).In(c.loc).Zone()
	_, atLate := time.Unix(late, 0).In(c.loc).Zone()
	first, second := atEarly == before, atLate == after
	switch {
	case first && second:
		// The hour that comes twice: the second pass is the one that does not
		// go back behind the line before.
		c.used.fold++
		if turned, _ := time.Unix(late, 0).In(c.loc).ZoneBounds(); c.prev >= turned.Unix() || early < c.prev-60 {
			early = late
		}
	case second:
		early = late
	case !first:
		// The hour that does not exist: the clock had not been changed yet.
		c.used.gap++
	}
	c.prev = early
	return early
}
