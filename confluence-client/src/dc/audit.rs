//! The audit log.

use serde_json::Value;

use crate::declare::endpoints;

endpoints! { DataCenter:
    /// Returns the audit log. Deprecated: the server's auditing interface took its place.
    fn list() -> Value = GetAuditRecords: GET "/audit"
}
