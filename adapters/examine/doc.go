// Package examine looks into the bytes of papers that people send: of which type
// they really are, and whether a person could read them. It believes neither
// names nor declared types. It decides nothing about a case: it says what it
// found, and the conversation says what that means.
//
// Bytes come from strangers. Nothing here runs, unpacks or renders what they
// hold beyond decoding one image at a time, of a bounded size.
package examine
