//! Likes of Data Center: what the REST API lacks, by the URL that its own pages ask.
//!
//! The URL is not documented, and was **not verified** here. A site that lacks it answers 404, which is reported as such.

use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::operation::describe::{Api, Operation, Verb};
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::policy::ClearedRead;
use crate::wire::own_operation::OwnOperation;

use super::paged::some_of;

const LIST: Operation =
    Operation::new("getLikes", Api::Site, Verb::GET, "/rest/likes/1.0/content/{id}/likes");

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Person> {
    List::computed(backend, move |backend, start, limit| {
        let ask = OwnOperation::<Value>::new(&LIST, &[content.as_str()]);
        async move {
            let answer = backend.client.send(ask).await.map_err(unknown)?;
            Ok(some_of(people(&answer)?, start, limit))
        }
    })
}

/// Who likes it. An answer without the list says nothing of it, and least of all that there is nobody.
fn people(answer: &Value) -> Result<Vec<Person>> {
    let likes = answer.get("likes").and_then(Value::as_array);
    let likes = likes
        .ok_or_else(|| Error::new(ErrorKind::Decode, LIST.id).with_message("an answer without likes"))?;
    Ok(likes.iter().filter_map(person).collect())
}

/// Whoever is told by key or login name.
fn person(like: &Value) -> Option<Person> {
    let user = like.get("user")?;
    let text = |name: &str| user.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Person {
        id: text("userKey").or_else(|| text("name"))?,
        name: text("fullName").or_else(|| text("displayName")),
    })
}

/// A site without the plugin has no such URL.
fn unknown(error: Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotConfluence => Error::new(ErrorKind::Unsupported, "likes")
            .with_message(
                "this site does not answer at the undocumented URL for likes (/rest/likes/1.0), which was never \
                 verified: the browser shows who likes a page",
            )
            .with_source(error),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_without_likes_is_not_nobody() {
        assert_eq!(people(&json!({"error": "x"})).unwrap_err().kind(), ErrorKind::Decode);
        assert!(people(&json!({"likes": []})).unwrap().is_empty());
        let likes = json!({"likes": [{"user": {"name": "ada", "fullName": "Ada"}}, {}]});
        assert_eq!(people(&likes).unwrap()[0].id, "ada");
    }
}
