//! Paging by opaque cursor, with the link in the body and in the header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;

/// How many rows an operation gives when not asked, and how few it may be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    default: usize,
    minimum: usize,
}

impl Limits {
    /// The usual ones.
    pub(crate) const LIST: Self = Self { default: 25, minimum: 1 };
    /// Those of attachment lists.
    pub(crate) const FILES: Self = Self { default: 50, minimum: 1 };
    /// Those of the likes.
    pub(crate) const LIKES: Self = Self { default: 25, minimum: 0 };
}

/// Answers one page of a list; `key` identifies a row in the cursor.
pub(crate) fn list<T>(
    call: &Call<'_>,
    limits: Limits,
    rows: &[T],
    key: impl Fn(&T) -> u64,
    render: impl FnMut(&T) -> Value,
) -> Result<Reply, Failure> {
    let limit = limit(call, limits)?;
    let from = match call.request.query("cursor") {
        Some(cursor) => position(cursor, rows, &key)?,
        None => 0,
    };
    let rest = rows.get(from..).unwrap_or_default();
    let shown = rest.get(..limit).unwrap_or(rest);
    let results: Vec<Value> = shown.iter().map(render).collect();
    let base = call.site.base();
    let mut body = json!({"results": results, "_links": {"base": base}});
    let last = shown.last().filter(|_| rest.len() > limit);
    let Some(last) = last else { return Ok(Reply::ok(&body)) };
    let next = next(call, key(last), from + shown.len());
    let link = format!("<{next}>; rel=\"next\", <{base}>; rel=\"base\"");
    body["_links"]["next"] = json!(next);
    Ok(Reply::ok(&body).header("link", link))
}

fn limit(call: &Call<'_>, limits: Limits) -> Result<usize, Failure> {
    let Some(text) = call.request.query("limit") else { return Ok(limits.default) };
    let within = |limit: &usize| (limits.minimum..=250).contains(limit);
    text.parse().ok().filter(within).ok_or_else(|| {
        Failure::invalid(format!("Provided value for 'limit' must be between {} and 250", limits.minimum))
    })
}

/// Where a cursor points: after its row, or at its offset when that row has gone.
fn position<T>(cursor: &str, rows: &[T], key: impl Fn(&T) -> u64) -> Result<usize, Failure> {
    let wrong =
        || Failure::invalid("Provided value for 'cursor' is not the correct type. Expected type is Cursor");
    let decoded = STANDARD.decode(cursor).map_err(|_| wrong())?;
    let value: Value = serde_json::from_slice(&decoded).map_err(|_| wrong())?;
    let (after, offset) = value["id"].as_u64().zip(value["offset"].as_u64()).ok_or_else(wrong)?;
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let near = offset.checked_sub(1).filter(|index| rows.get(*index).is_some_and(|row| key(row) == after));
    Ok(match near.or_else(|| rows.iter().position(|row| key(row) == after)) {
        Some(index) => index + 1,
        None => offset,
    })
}

/// The link to the rest: relative to the host, with `/wiki`, the cursor first.
fn next(call: &Call<'_>, after: u64, offset: usize) -> String {
    // The trailing blank makes the encoded form end in `=`, as cursors of the service do.
    let mut cursor = json!({"id": after, "offset": offset}).to_string();
    while cursor.len().is_multiple_of(3) {
        cursor.push(' ');
    }
    let mut query = Serializer::new(String::new());
    query.append_pair("cursor", &STANDARD.encode(cursor));
    let others = call.request.query.iter().filter(|(name, _)| name != "cursor");
    query.extend_pairs(others);
    let path: String = call.segments.iter().map(|segment| format!("/{segment}")).collect();
    format!("{}/api/v2{path}?{}", call.site.context, query.finish())
}

/// The first batch of a list that an answer embeds.
pub(crate) fn embedded(own: &str, rows: Vec<Value>) -> Value {
    let more = rows.len() > 25;
    let shown: Vec<Value> = rows.into_iter().take(25).collect();
    let cursor = if more { STANDARD.encode(json!({"offset": 25}).to_string()) } else { String::new() };
    json!({"results": shown, "meta": {"hasMore": more, "cursor": cursor}, "_links": {"self": own}})
}
