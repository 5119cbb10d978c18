//! confluence-client against services on loopback.

mod conformance;
