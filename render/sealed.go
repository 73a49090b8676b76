package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
)

// What a browser makes of a page differs from one machine to the next, so its
// bytes do not tell whether they are of today's draft. The SHA-256 of the text
// that was shown does: it is kept in the file, where readers of its format pass
// it over.
const sealName = "candor-shows-sha256"

// ShowsText reports whether bytes that a browser made, of an output with
// Browser, show this text: what Output.Text gives.
func ShowsText(made, text []byte) bool {
	seal := sealOf(text)
	return bytes.HasSuffix(made, pdfSeal(seal)) || bytes.Contains(made, pngSeal(seal))
}

func sealOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// pdfSeal is a comment, as ISO 32000-2, 7.2.4 has it. It stands after the end,
// so that no place in the file that another names moves.
func pdfSeal(seal string) []byte { return []byte("%" + sealName + " " + seal + "\n") }

func sealPDF(pdf, text []byte) []byte {
	pdf = append(bytes.TrimRight(pdf, "\r\n"), '\n')
	return append(pdf, pdfSeal(sealOf(text))...)
}

// pngSeal is a chunk of text, as the PNG specification, 11.3.3 has it.
func pngSeal(seal string) []byte {
	body := append([]byte("tEXt"+sealName), 0)
	body = append(body, seal...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)-len("tEXt")))
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

func sealPNG(png, text []byte) ([]byte, error) {
	// The last chunk, IEND, has twelve bytes.
	at := len(png) - 12
	if at < 0 || !bytes.Equal(png[at+4:at+8], []byte("IEND")) {
		return nil, errors.New("png: the browser wrote no picture")
	}
	sealed := append(bytes.Clone(png[:at]), pngSeal(sealOf(text))...)
	return append(sealed, png[at:]...), nil
}
