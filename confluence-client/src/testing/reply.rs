//! An answer before it is carried.

use std::time::Duration;

use serde_json::Value;

/// Status, headers and body of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) delay: Duration,
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered.
    Reply(Reply),
    /// The connection is closed without an answer.
    HangUp,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type, headers: Vec::new(), body: body.into(), delay: Duration::ZERO }
    }

    pub(crate) fn ok(value: &Value) -> Self {
        Self::json(200, value)
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json", value.to_string())
    }

    pub(crate) fn html(status: u16, title: &str) -> Self {
        let body =
            format!("<!doctype html><html><head><title>{title}</title></head><body>{title}</body></html>");
        Self::new(status, "text/html;charset=UTF-8", body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, "", Vec::new())
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::empty(302).header("location", to)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
