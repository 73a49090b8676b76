// Package redact takes secrets and personal data out of text and events before
// anything is written: keys, tokens, passwords, private keys, credentials in
// addresses and headers, e-mail addresses, card and account numbers. What was
// taken out stays visible as "[redacted: aws-key]".
//
// It goes by shape and by the name of a field, so it finds neither the names of
// people and customers nor a secret that looks like a word; the names of the
// house are given to it. Host names and IP addresses stay: those who read the
// internal report need them. When in doubt it takes out too much.
package redact
