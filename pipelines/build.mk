# One build serves the pipelines, the tests and all that is measured: a release in which the tests
# may see what a library keeps to itself.
SWIFT := --package-path .. -c release -Xswiftc -enable-testing
BIN ?= ../.build/release
