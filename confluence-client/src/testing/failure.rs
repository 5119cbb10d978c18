//! What went wrong, independent of the face, and the shapes in which the faces say it.

use serde_json::{Value, json};

use super::reply::Reply;

/// A refusal by the service itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) message: String,
    code: &'static str,
    exception: &'static str,
}

impl Failure {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "INVALID_REQUEST_PARAMETER", "BadRequestException", message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "FORBIDDEN", "PermissionException", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "NOT_FOUND", "NotFoundException", message)
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(405, "METHOD_NOT_ALLOWED", "NotAllowedException", "HTTP 405 Method Not Allowed")
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "CONFLICT", "ConflictException", message)
    }

    pub(crate) fn gone() -> Self {
        Self::new(410, "GONE", "GoneException", "This deprecated endpoint has been removed.")
    }

    pub(crate) fn too_large(message: impl Into<String>) -> Self {
        Self::new(413, "PAYLOAD_TOO_LARGE", "PayloadTooLargeException", message)
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(501, "NOT_IMPLEMENTED", "NotImplementedServiceException", message)
    }

    pub(crate) fn service(message: impl Into<String>) -> Self {
        Self::new(500, "INTERNAL_SERVER_ERROR", "InternalServerException", message)
    }

    /// A version that is not the next one, worded with both numbers as the service does.
    pub(crate) fn stale(what: &str, current: u64, provided: u64) -> Self {
        Self::conflict(format!(
            "Version must be incremented when updating a {what}. Current Version: [{current}]. Provided \
             version: [{provided}]"
        ))
    }

    fn new(status: u16, code: &'static str, exception: &'static str, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code, exception }
    }

    /// Cloud v2: `status` is a number, but text on a 409.
    pub(crate) fn v2(&self) -> Reply {
        let status = if self.status == 409 { json!("409") } else { json!(self.status) };
        let error = json!({"status": status, "code": self.code, "title": self.message, "detail": null});
        Reply::json(self.status, &json!({"errors": [error]}))
    }

    /// Cloud v1.
    pub(crate) fn v1(&self) -> Reply {
        Reply::json(self.status, &self.v1_body())
    }

    /// Data Center: as v1, with the reason phrase.
    pub(crate) fn data_center(&self) -> Reply {
        let mut body = self.v1_body();
        let status = http::StatusCode::from_u16(self.status).ok();
        body["reason"] = json!(status.and_then(|status| status.canonical_reason()));
        Reply::json(self.status, &body)
    }

    fn v1_body(&self) -> Value {
        let translation = json!({"message": {"translation": self.message, "args": []}});
        json!({
            "statusCode": self.status,
            "data": {"authorized": self.status != 403, "valid": true, "errors": [translation], "successful": false},
            "message": format!("com.atlassian.confluence.api.service.exceptions.{}: {}", self.exception, self.message),
        })
    }
}
