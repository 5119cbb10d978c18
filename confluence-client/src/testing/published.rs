//! The published description that this sandbox does without: no request is held against it.

use std::collections::BTreeSet;

use http::Method;

use super::face::Face;
use super::failure::Failure;
use super::reply::Reply;
use super::request::Request;

/// The description of an API.
#[derive(Debug)]
pub(crate) struct Published;

/// The description of an operation: there is none.
#[derive(Debug)]
pub(crate) enum Operation {}

impl Operation {
    pub(crate) fn id(&self) -> &'static str {
        match *self {}
    }
}

pub(crate) fn published(_: Face) -> &'static Published {
    &Published
}

pub(crate) fn scopes_suffice(operation: &Operation, _: &BTreeSet<String>) -> bool {
    match *operation {}
}

impl Published {
    pub(crate) fn find(&self, _: &Method, _: &[String]) -> Option<&'static Operation> {
        None
    }

    pub(crate) fn check(&self, operation: &Operation, _: &[String], _: &Request<'_>) -> Result<(), Failure> {
        match *operation {}
    }

    pub(crate) fn example(&self, operation: &Operation) -> Reply {
        match *operation {}
    }
}
