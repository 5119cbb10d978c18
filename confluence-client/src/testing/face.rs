//! The wire faces of the one store, and how each of them refuses.

use serde_json::json;

use super::failure::Failure;
use super::reply::Reply;

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    /// Cloud, `/wiki/api/v2`.
    CloudV2,
    /// Cloud, `/wiki/rest/api`.
    CloudV1,
    /// Data Center, `/rest/api`.
    DataCenter,
    /// The authorization server, and whatever else speaks for no API.
    Authorization,
}

impl Face {
    pub(crate) fn is_cloud(self) -> bool {
        self != Self::DataCenter
    }

    /// A failure in the shape of the face.
    pub(crate) fn refuse(self, failure: &Failure) -> Reply {
        match self {
            Self::CloudV2 => failure.v2(),
            Self::CloudV1 => failure.v1(),
            Self::DataCenter => failure.data_center(),
            Self::Authorization => {
                let error = if failure.status < 500 { "invalid_request" } else { "server_error" };
                let body = json!({"error": error, "error_description": failure.message});
                Reply::json(failure.status, &body)
            }
        }
    }

    /// The plain 401.
    pub(crate) fn unauthorized(self) -> Reply {
        match self {
            Self::DataCenter => Reply::html(401, "Unauthorized (401)")
                .header("www-authenticate", "OAuth realm=\"confluence\""),
            _ => Reply::json(401, &json!({"code": 401, "message": "Unauthorized"})),
        }
    }

    /// The gateway's 401 for a token without the scope.
    pub(crate) fn scope_mismatch(self) -> Reply {
        Reply::json(401, &json!({"code": 401, "message": "Unauthorized; scope does not match"}))
            .header("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")
    }

    /// The disguise in which Cloud refuses a revoked credential.
    pub(crate) fn disguised(self) -> Reply {
        match self {
            Self::CloudV1 => self.refuse(&Failure::forbidden("Current user not permitted to use Confluence")),
            _ => self.refuse(&Failure::not_found("Not Found")),
        }
    }
}
