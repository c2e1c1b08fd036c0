// Package spectest holds Go structs to the schemas of the OpenAPI documents, so that types written
// by hand cannot drift from them unnoticed.
package spectest
