//! What a call logs by `tracing`: names, levels and fields are those of the table in the documentation of the crate.
//!
//! Names with dots are those of OpenTelemetry's conventions for HTTP clients. Nothing of a query, a body or a credential
//! is among them: a query may hold what somebody searched for.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;

use crate::error::Error;
use crate::operation::describe::Operation;

/// The span of one call, around its attempts and waits.
pub(super) fn span(operation: &'static Operation) -> Span {
    tracing::debug_span!(
        target: "confluence_client",
        "confluence",
        operation = operation.id,
        otel.kind = "client",
        otel.name = operation.id,
        http.request.method = operation.verb.method().as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
    )
}

/// An attempt was answered, well or not.
pub(super) fn answered(status: StatusCode, begun: Instant) {
    let status = status.as_u16();
    Span::current().record("http.response.status_code", status);
    tracing::debug!(
        target: "confluence_client",
        { http.response.status_code = status, elapsed_ms = millis(begun.elapsed()) },
        "answered"
    );
}

/// Another attempt follows after a wait.
pub(super) fn retrying(attempt: u32, wait: Duration, error: &Error) {
    Span::current().record("http.request.resend_count", attempt);
    let (kind, wait_ms) = (error.kind().to_string(), millis(wait));
    tracing::debug!(target: "confluence_client", { attempt, wait_ms, error.type = kind }, "trying again");
}

/// The credential was refused, and a newer one is sent.
pub(super) fn refreshed(refused_with: StatusCode) {
    let status = refused_with.as_u16();
    tracing::debug!(target: "confluence_client", { http.response.status_code = status }, "sending a newer credential");
}

/// The service asked for a pause, which every clone of the client keeps.
pub(super) fn paused(operation: &'static str, wait: Duration) {
    tracing::info!(target: "confluence_client", operation, wait_ms = millis(wait), "rate limited: all calls wait");
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
