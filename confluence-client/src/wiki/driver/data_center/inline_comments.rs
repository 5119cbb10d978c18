//! Inline comments of Data Center: what the REST API lacks, by the URL that its own pages ask.
//!
//! The URL is not documented. Users of a well-kept client report it from Server 7.16.1; it was **not verified** here. A
//! site that lacks it answers 404, which is reported as such.

use serde_json::{Value, json};

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CommentId, ContentId};
use crate::operation::describe::{Api, Operation, Verb};
use crate::wiki::model::comments::FoundPassage;
use crate::wire::own_operation::OwnOperation;
use crate::wire::values::Body;

const CREATE: Operation =
    Operation::new("createInlineComment", Api::Site, Verb::POST, "/rest/inlinecomments/1.0/comments");
const RESOLVE: Operation = Operation::new(
    "resolveInlineComment",
    Api::Site,
    Verb::PUT,
    "/rest/inlinecomments/1.0/comments/{id}/resolve/{resolved}/dangling/{dangling}",
);

/// Comments on a passage that occurs so many times, and gives the id of the comment. `read` is what the page was like when
/// it was read, as a point in time in milliseconds: a page that changed since is refused.
pub(super) async fn create(
    client: &Client,
    page: &ContentId,
    passage: &FoundPassage,
    storage: &str,
    read: u64,
) -> Result<CommentId> {
    let body = json!({
        "containerId": page,
        "parentCommentId": "0",
        "originalSelection": passage.text,
        "matchIndex": passage.index,
        "numMatches": passage.count,
        "serializedHighlights": json!([[passage.text, "", 0, passage.text.chars().count()]]).to_string(),
        "lastFetchTime": read.to_string(),
        "body": storage,
    });
    let ask = OwnOperation::<Value>::new(&CREATE, &[]).with_body(Body::json(&body));
    let made = client.send(ask).await.map_err(|error| unknown(error, "add_inline_comment"))?;
    let id = match made.get("id") {
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(Value::String(id)) => Some(id.clone()),
        _ => None,
    };
    id.map(CommentId::from).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "add_inline_comment")
            .with_message("the service does not say which comment it made")
    })
}

/// Settles a comment, or takes it up again.
pub(super) async fn resolve(client: &Client, id: &CommentId, resolved: bool) -> Result<()> {
    let resolved = resolved.to_string();
    let ask = OwnOperation::<Value>::new(&RESOLVE, &[id.as_str(), &resolved, "false"]);
    client.send(ask).await.map(drop).map_err(|error| unknown(error, "resolve_comment"))
}

/// A site without the plugin has no such URL.
fn unknown(error: Error, operation: &'static str) -> Error {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotConfluence => Error::new(ErrorKind::Unsupported, operation)
            .with_message(
                "this site does not answer at the undocumented URL for inline comments \
                 (/rest/inlinecomments/1.0), which was never verified: comment below the page and quote the passage, or \
                 use the browser",
            )
            .with_source(error),
        _ => error,
    }
}
