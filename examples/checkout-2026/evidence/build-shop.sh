#!/bin/sh
# Builds shop.git, the history of the shop in this example. The history is
# written here in full, with fixed names (roles, no persons) and fixed dates,
# so that every run gives the same commit ids.
#
#	sh build-shop.sh [DIR]
#
# DIR is where the repository goes; without it, shop.git beside this file.
# What was there before is replaced.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/shop.git}
case $out in
*.git) ;;
*) echo "build-shop.sh: $out: write a directory whose name ends in .git" >&2; exit 2 ;;
esac

# Nothing of the machine it runs on may reach the repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_DEFAULT_HASH=sha1 GIT_DEFAULT_REF_FORMAT=files

rm -rf "$out"
git init --quiet --bare --template= --initial-branch=main "$out"
cat >"$out/config" <<'CONFIG'
[core]
	repositoryformatversion = 0
	bare = true
CONFIG

# A history this small would be kept as loose objects: one pack is fewer files.
git -C "$out" -c fastimport.unpackLimit=1 -c pack.writeReverseIndex=false \
	fast-import --quiet --date-format=rfc2822 <<'STREAM'
blob
mark :101
data <<END
package order

import (
	"context"
	"errors"
	"time"

	"example.com/shop/db"
	"example.com/shop/payment"
	"example.com/shop/stock"
)

// connectionWait is how long an order waits for a free database connection.
const connectionWait = 3 * time.Second

// Place reserves the stock, waits until the customer has confirmed the payment
// with their bank, and stores the order.
func Place(ctx context.Context, o Order) error {
	if err := reserve(ctx, o); err != nil {
		return err
	}
	if err := payment.Authorise(ctx, o.Card, o.Total); err != nil {
		return errors.Join(err, stock.Release(ctx, o.Lines))
	}
	tx, err := db.Begin(ctx, connectionWait)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Insert("orders", o); err != nil {
		return err
	}
	return tx.Commit()
}

func reserve(ctx context.Context, o Order) error {
	tx, err := db.Begin(ctx, connectionWait)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := stock.Reserve(tx, o.Lines); err != nil {
		return err
	}
	return tx.Commit()
}
END

blob
mark :102
data <<END
package order

import (
	"context"
	"time"

	"example.com/shop/db"
	"example.com/shop/payment"
	"example.com/shop/stock"
)

// connectionWait is how long an order waits for a free database connection.
const connectionWait = 3 * time.Second

// Place reserves the stock, waits until the customer has confirmed the payment
// with their bank, and stores the order, all in one transaction: if any of them
// fails, nothing has happened.
func Place(ctx context.Context, o Order) error {
	tx, err := db.Begin(ctx, connectionWait)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := stock.Reserve(tx, o.Lines); err != nil {
		return err
	}
	if err := payment.Authorise(ctx, o.Card, o.Total); err != nil {
		return err
	}
	if err := tx.Insert("orders", o); err != nil {
		return err
	}
	return tx.Commit()
}
END

blob
mark :103
data <<END
package order

import (
	"context"
	"testing"

	"example.com/shop/payment"
	"example.com/shop/stock"
)

// The stand-in for the payment provider confirms or refuses at once.
func TestRefusedCardLeavesStock(t *testing.T) {
	payment.Stub(t, payment.Refused)
	before := stock.Of(t, "boots-42")
	if err := Place(context.Background(), orderOf("boots-42")); err == nil {
		t.Fatal("a refused card placed an order")
	}
	if after := stock.Of(t, "boots-42"); after != before {
		t.Fatalf("stock %d, was %d", after, before)
	}
}
END

blob
mark :104
data <<END
package images

// Formats are tried in this order; the browser says which it reads.
var Formats = []string{"image/webp", "image/jpeg"}
END

blob
mark :105
data <<END
package order

import (
	"context"
	"time"

	"example.com/shop/db"
	"example.com/shop/payment"
	"example.com/shop/stock"
)

// connectionWait is how long an order waits for a free database connection.
const connectionWait = 3 * time.Second

// Place waits until the customer has confirmed the payment, which takes up to
// five minutes, and only then takes a database connection to reserve the stock
// and store the order in one transaction. If that fails, the authorisation is
// dropped and the card is not charged.
func Place(ctx context.Context, o Order) error {
	auth, err := payment.Authorise(ctx, o.Card, o.Total)
	if err != nil {
		return err
	}
	if err := store(ctx, o); err != nil {
		return auth.Drop(ctx, err)
	}
	return nil
}

func store(ctx context.Context, o Order) error {
	tx, err := db.Begin(ctx, connectionWait)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := stock.Reserve(tx, o.Lines); err != nil {
		return err
	}
	if err := tx.Insert("orders", o); err != nil {
		return err
	}
	return tx.Commit()
}
END

blob
mark :106
data <<END
package order

import (
	"context"
	"testing"
	"time"

	"example.com/shop/db"
	"example.com/shop/payment"
)

// Customers who take their time to confirm must not hold connections.
func TestSlowConfirmationHoldsNoConnection(t *testing.T) {
	payment.Stub(t, payment.After(2*time.Second))
	for range 3 * db.PoolSize {
		go Place(context.Background(), orderOf("boots-42"))
	}
	if n := db.InUse(t); n > 0 {
		t.Fatalf("%d of %d connections in use", n, db.PoolSize)
	}
}
END

commit refs/heads/main
mark :1
author Checkout Team <checkout@example.com> Mon, 9 Feb 2026 11:20:00 +0200
committer Checkout Team <checkout@example.com> Mon, 9 Feb 2026 11:20:00 +0200
data <<END
order: places an order in three steps
END
M 100644 :101 order/place.go
M 100644 inline order/order.go
data <<END
package order

// Order is what a customer sends from the checkout page.
type Order struct {
	Card  string
	Total int // in cents
	Lines []Line
}

// Line is one article of an order.
type Line struct {
	Article string
	Count   int
}
END
M 100644 inline db/pool.go
data <<END
package db

// PoolSize is how many connections each host keeps to the database.
const PoolSize = 5
END
M 100644 inline ops/alerts.yaml
data <<END
groups:
  - name: checkout
    rules:
      - alert: CheckoutErrorRate
        expr: checkout_errors:rate5m / checkout_requests:rate5m > 0.05
        for: 4m
        labels: {severity: page}
END

commit refs/heads/main
mark :2
author Catalogue Team <catalogue@example.com> Fri, 13 Feb 2026 17:45:00 +0200
committer Shop Merge Bot <merge@example.com> Mon, 16 Feb 2026 09:02:00 +0000
data <<END
catalogue: keeps the price list for a minute (#471)
END
M 100644 inline catalogue/prices.go
data <<END
package catalogue

import "time"

// keep is how long a price list is used before it is read again.
const keep = time.Minute
END

commit refs/heads/main
mark :3
author Checkout Team <checkout@example.com> Thu, 19 Feb 2026 10:12:00 +0200
committer Shop Merge Bot <merge@example.com> Thu, 19 Feb 2026 13:30:00 +0000
data <<END
basket: keeps a basket for 30 days (#474)
END
M 100644 inline basket/basket.go
data <<END
package basket

import "time"

// keep is how long a basket stays after its last change.
const keep = 30 * 24 * time.Hour
END

commit refs/heads/main
mark :4
author Catalogue Team <catalogue@example.com> Fri, 20 Feb 2026 15:40:00 +0200
committer Catalogue Team <catalogue@example.com> Fri, 20 Feb 2026 15:40:00 +0200
data <<END
images: offers WebP to browsers that read it
END
from :3
M 100644 :104 images/formats.go

commit refs/heads/main
mark :5
author Shop Merge Bot <merge@example.com> Mon, 23 Feb 2026 08:50:00 +0000
committer Shop Merge Bot <merge@example.com> Mon, 23 Feb 2026 08:50:00 +0000
data <<END
Merge pull request #476 from example-outfitters/webp

images: offers WebP to browsers that read it
END
from :3
merge :4
M 100644 :104 images/formats.go

tag v2026.03.02
from :5
tagger Shop Release Bot <release@example.com> Mon, 2 Mar 2026 09:30:00 +0000
data <<END
Shop 2026.03.02
END

commit refs/heads/main
mark :6
author Checkout Team <checkout@example.com> Thu, 26 Feb 2026 16:05:00 +0200
committer Checkout Team <checkout@example.com> Mon, 2 Mar 2026 11:18:00 +0200
data <<END
order: places an order in one transaction

A refused card left stock reserved when the release of it was lost. With one
transaction around all three steps nothing is left behind.
END
from :5
M 100644 :102 order/place.go

commit refs/heads/main
mark :7
author Checkout Team <checkout@example.com> Mon, 2 Mar 2026 11:52:00 +0200
committer Checkout Team <checkout@example.com> Mon, 2 Mar 2026 11:52:00 +0200
data <<END
order: tests that a refused card leaves the stock as it was
END
M 100644 :103 order/place_test.go

commit refs/heads/main
mark :8
author Shop Merge Bot <merge@example.com> Mon, 2 Mar 2026 14:41:00 +0000
committer Shop Merge Bot <merge@example.com> Mon, 2 Mar 2026 14:41:00 +0000
data <<END
Merge pull request #482 from example-outfitters/order-in-one-transaction

order: places an order in one transaction
END
from :5
merge :7
M 100644 :102 order/place.go
M 100644 :103 order/place_test.go

commit refs/heads/main
mark :9
author Search Team <search@example.com> Mon, 2 Mar 2026 18:30:00 +0200
committer Shop Merge Bot <merge@example.com> Tue, 3 Mar 2026 10:05:00 +0000
data <<END
search: shows the sizes in stock (#484)
END
M 100644 inline search/sizes.go
data <<END
package search

// ShowSizes lists the sizes in stock beside each result.
const ShowSizes = true
END

commit refs/heads/main
mark :10
author Checkout Team <checkout@example.com> Wed, 4 Mar 2026 09:40:00 +0200
committer Shop Merge Bot <merge@example.com> Wed, 4 Mar 2026 08:55:00 +0000
data <<END
basket: rounds a voucher once, not on every line (#485)
END
M 100644 inline basket/voucher.go
data <<END
package basket

// Voucher takes off percent of the total, rounded to the next cent.
func Voucher(total, percent int) int { return (total*percent + 50) / 100 }
END

tag v2026.03.04
from :10
tagger Shop Release Bot <release@example.com> Wed, 4 Mar 2026 13:40:00 +0000
data <<END
Shop 2026.03.04
END

commit refs/heads/main
mark :11
author Checkout Team <checkout@example.com> Wed, 4 Mar 2026 17:02:00 +0200
committer Checkout Team <checkout@example.com> Wed, 4 Mar 2026 17:02:00 +0200
data <<END
Revert "Merge pull request #482 from example-outfitters/order-in-one-transaction"

This reverts commit 5ce0c88b792edee5b8684228d44975dfa152b8bb, reversing
changes made to cfa67dddd97f1b4f6b6d8d22818b3ee18c46b590.

An order held its database connection until the customer had confirmed the
payment. Five open confirmations left no connection on a host.
END
from :10
M 100644 :101 order/place.go
D order/place_test.go

commit refs/heads/main
mark :12
author Shop Merge Bot <merge@example.com> Wed, 4 Mar 2026 16:05:00 +0000
committer Shop Merge Bot <merge@example.com> Wed, 4 Mar 2026 16:05:00 +0000
data <<END
Merge pull request #487 from example-outfitters/revert-482

Revert "Merge pull request #482 from example-outfitters/order-in-one-transaction"
END
from :10
merge :11
M 100644 :101 order/place.go
D order/place_test.go

tag v2026.03.05
from :12
tagger Shop Release Bot <release@example.com> Thu, 5 Mar 2026 09:30:00 +0000
data <<END
Shop 2026.03.05
END

commit refs/heads/main
mark :13
author Checkout Team <checkout@example.com> Mon, 9 Mar 2026 14:25:00 +0200
committer Checkout Team <checkout@example.com> Mon, 9 Mar 2026 14:25:00 +0200
data <<END
order: waits for the payment before it takes a connection
END
from :12
M 100644 :105 order/place.go
M 100644 :106 order/place_test.go

commit refs/heads/main
mark :14
author Shop Merge Bot <merge@example.com> Tue, 10 Mar 2026 10:40:00 +0000
committer Shop Merge Bot <merge@example.com> Tue, 10 Mar 2026 10:40:00 +0000
data <<END
Merge pull request #491 from example-outfitters/payment-before-transaction

order: waits for the payment before it takes a connection
END
from :12
merge :13
M 100644 :105 order/place.go
M 100644 :106 order/place_test.go

commit refs/heads/main
mark :15
author Checkout Team <checkout@example.com> Tue, 10 Mar 2026 16:50:00 +0200
committer Shop Merge Bot <merge@example.com> Wed, 11 Mar 2026 09:15:00 +0000
data <<END
alerts: pages when no database connection is free for a minute (#493)
END
M 100644 inline ops/alerts.yaml
data <<END
groups:
  - name: checkout
    rules:
      - alert: CheckoutErrorRate
        expr: checkout_errors:rate5m / checkout_requests:rate5m > 0.05
        for: 4m
        labels: {severity: page}
      - alert: DatabasePoolFull
        expr: db_connections_free == 0
        for: 1m
        labels: {severity: page}
END

tag v2026.03.11
from :15
tagger Shop Release Bot <release@example.com> Wed, 11 Mar 2026 13:30:00 +0000
data <<END
Shop 2026.03.11
END
STREAM

# The revert above names its commit by this id.
git -C "$out" cat-file -e 5ce0c88b792edee5b8684228d44975dfa152b8bb
git -C "$out" symbolic-ref HEAD refs/heads/main

# An empty directory does not survive being checked in.
rmdir "$out/objects/info" 2>/dev/null || :
