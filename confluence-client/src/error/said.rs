//! What an answer says of its failure: JSON of many shapes, a status page of Tomcat, or plain text.

use std::borrow::Cow;

use http::HeaderMap;
use serde_json::Value;

use super::headers::content_type;

/// The longest message that is kept, in characters.
const LONGEST: usize = 500;
/// The longest plain text: what is longer is no reason but a page.
const LONGEST_PLAIN: usize = 300;
/// How much of a page is looked at, in bytes: what it says stands there.
const BEGINNING: usize = 16 << 10;
/// How deep lists of errors may lie in one another.
const DEEPEST: usize = 4;

/// Who wrote what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// Confluence, in JSON.
    Service,
    /// The Tomcat that it runs in, or something else in it, on a status page.
    Tomcat,
    /// Perhaps something on the way.
    Unknown,
}

/// The words of an answer.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) author: Author,
}

/// What the answer says, if it says anything.
pub(super) fn said(headers: &HeaderMap, body: &[u8]) -> Option<Said> {
    if content_type(headers).contains("html") {
        return of_page(body);
    }
    let (text, author) = match serde_json::from_slice::<Value>(body) {
        Ok(json) => (of_json(&json)?, Author::Service),
        Err(_) => (of_text(headers, body)?, Author::Unknown),
    };
    let text = shorten(&text);
    (!text.is_empty()).then_some(Said { text, author })
}

/// One line of at most [`LONGEST`] characters.
fn shorten(said: &str) -> String {
    let clean: String =
        said.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect();
    clean.trim().to_owned()
}

/// Without the Java class names of v1: its own message, and each error of the list behind it that says more.
fn of_json(said: &Value) -> Option<String> {
    let own = ["message", "errorMessage", "error_description", "detail", "title", "error"];
    let own = own.into_iter().find_map(|name| text(said.get(name)?)).map(|message| plain(&message));
    let mut told =
        Told { length: own.as_ref().map_or(0, |own| own.chars().count()), own, errors: Vec::new() };
    let of_data = said.get("data").and_then(|data| data.get("errors"));
    for list in [said.get("errors"), said.get("errorMessages"), of_data].into_iter().flatten() {
        told.collect(list, DEEPEST, "");
    }
    let errors = (!told.errors.is_empty()).then(|| told.errors.join("; "));
    match (told.own, errors) {
        (Some(own), Some(errors)) => Some(format!("{own}: {errors}")),
        (own, errors) => own.or(errors),
    }
}

/// What is told of a failure: no more is gathered than is kept, of an answer that may have tens of thousands of errors.
struct Told {
    own: Option<String>,
    errors: Vec<String>,
    /// In characters.
    length: usize,
}

impl Told {
    fn is_full(&self) -> bool {
        self.length > LONGEST
    }

    /// Adds what says more than is told already.
    fn add(&mut self, error: String) {
        let mut told = self.own.iter().chain(&self.errors);
        if !self.is_full() && !told.any(|text| text.contains(&error)) {
            self.length += error.chars().count();
            self.errors.push(error);
        }
    }

    /// The errors of a list, or of an object with those of each field, with the names of the fields around it in front.
    fn collect(&mut self, errors: &Value, depth: usize, fields: &str) {
        match errors {
            _ if self.is_full() => {}
            Value::String(error) if !error.is_empty() => self.add(format!("{fields}{error}")),
            Value::Array(errors) if depth > 0 => {
                for error in errors {
                    match error_text(error) {
                        Some(error) => self.add(format!("{fields}{error}")),
                        None if error.is_object() => {}
                        None => self.collect(error, depth - 1, fields),
                    }
                }
            }
            Value::Object(of_fields) if depth > 0 => {
                for (field, value) in of_fields {
                    self.collect(value, depth - 1, &format!("{fields}{}: ", shorten(field)));
                }
            }
            _ => {}
        }
    }
}

/// One error: its title, its detail, and the place in the request that it is about.
fn error_text(error: &Value) -> Option<String> {
    let part = |name: &str| error.get(name).and_then(text);
    let title = part("title").or_else(|| part("message")).or_else(|| text(error));
    let title = title.or_else(|| part("detail")).or_else(|| part("code"))?;
    let place = error.get("source").and_then(|source| {
        let named =
            || ["pointer", "parameter", "header"].into_iter().find_map(|name| text(source.get(name)?));
        text(source).or_else(named)
    });
    let detail = part("detail").filter(|detail| *detail != title).map(|detail| format!(": {detail}"));
    let place = place.map(|place| format!(" (at {place})"));
    Some(format!("{title}{}{}", detail.unwrap_or_default(), place.unwrap_or_default()))
}

/// A message is text, or an object with a translation, or with only a key and what belongs into its text.
fn text(message: &Value) -> Option<String> {
    let filled = |text: &&str| !text.is_empty();
    let text = message.as_str().or_else(|| message.get("translation")?.as_str()).filter(filled);
    if let Some(text) = text {
        return Some(text.to_owned());
    }
    let key = message.get("key")?.as_str().filter(filled)?;
    let args = message.get("args").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let args: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
    Some(if args.is_empty() { key.to_owned() } else { format!("{key} ({})", args.join(", ")) })
}

/// Drops a leading Java class name, such as `com.atlassian.x.NotFoundException: `.
fn plain(message: &str) -> String {
    match message.split_once(": ") {
        Some((class, rest)) if class.contains('.') && !class.contains(' ') => rest.to_owned(),
        _ => message.to_owned(),
    }
}

/// Plain text, as gateways, proxies and some filters of the site write it; no markup and no broken JSON.
fn of_text(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let declared = content_type(headers);
    if !(declared.starts_with("text/") || declared == "unlabelled" || declared.ends_with("json")) {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    (text.chars().nth(LONGEST_PLAIN).is_none() && !text.starts_with(['<', '{', '['])).then(|| text.to_owned())
}

/// As much of a page as is looked at.
pub(super) fn beginning(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(body.get(..BEGINNING).unwrap_or(body))
}

/// What a web page says, which stands in the place of an answer.
pub(crate) fn page_says(body: &[u8]) -> Option<String> {
    of_page(body).map(|said| said.text)
}

/// What a web page says: the message of a status page of Tomcat, else its title.
fn of_page(body: &[u8]) -> Option<Said> {
    let page = beginning(body);
    let message = within(&page, "<b>message</b>", "</p>").filter(|text| !text.is_empty());
    if let Some(text) = message {
        return Some(Said { text, author: Author::Tomcat });
    }
    // A title of Tomcat repeats the status.
    let tells = |title: &String| !title.is_empty() && !title.starts_with("HTTP Status");
    let title = within(&page, "<title>", "</title>").filter(tells)?;
    Some(Said { text: format!("the page is titled \"{title}\""), author: Author::Unknown })
}

/// The words between two tags, whatever their case, without the tags in between.
fn within(page: &str, begins: &str, ends: &str) -> Option<String> {
    // Of ASCII alone, so that places in the one are places in the other.
    let lower = page.to_ascii_lowercase();
    let start = lower.find(begins)? + begins.len();
    let end = start + lower.get(start..)?.find(ends)?;
    let mut text = String::new();
    let mut in_tag = false;
    for letter in page.get(start..end)?.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            letter if !in_tag => text.push(letter),
            _ => {}
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(shorten(&decoded(&words.join(" "))))
}

/// The entities that Tomcat writes. A page may have others, which stay as they are: it is a quotation.
fn decoded(text: &str) -> String {
    const ENTITIES: [(&str, &str); 7] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#47;", "/"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    ENTITIES.into_iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &'static str, body: &str) -> Option<(String, Author)> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", http::HeaderValue::from_static(media_type));
        said(&headers, body.as_bytes()).map(|said| (said.text, said.author))
    }

    fn json(body: &str) -> String {
        of("application/json", body).unwrap().0
    }

    #[test]
    fn every_error_of_a_list_is_told_once() {
        for (body, told) in [
            (
                r#"{"errors":[{"title":"Invalid title","detail":"is empty","source":{"pointer":"/title"}},{"title":"Invalid body"}]}"#,
                "Invalid title: is empty (at /title); Invalid body",
            ),
            (
                r#"{"message":"Bad","data":{"errors":[{"message":{"translation":"One","args":[]}},{"message":{"key":"two.key","args":["X"]}},{"message":{"translation":"One"}}]}}"#,
                "Bad: One; two.key (X)",
            ),
            (
                r#"{"errors":{"body":["no text","too old"],"title":"may not be empty"}}"#,
                "body: no text; body: too old; title: may not be empty",
            ),
            (r#"{"errorMessages":["One","Two"],"errors":{}}"#, "One; Two"),
            (r#"{"errors":[[{"title":"Deep"}],["text"]]}"#, "Deep; text"),
            (r#"{"errors":[{"code":"INVALID_BODY","status":400}]}"#, "INVALID_BODY"),
            (
                r#"{"type":"about:blank","title":"Bad Request","detail":"limit is too large"}"#,
                "limit is too large",
            ),
        ] {
            assert_eq!(json(body), told, "{body}");
        }
        let deep = format!("{{\"errors\":{}\"x\"{}}}", "[".repeat(60), "]".repeat(60));
        assert_eq!(of("application/json", &deep), None);
    }

    #[test]
    fn of_many_errors_no_more_is_gathered_than_is_told() {
        let many: Vec<String> = (0..40_000).map(|number| format!("e{number}")).collect();
        let field = "f".repeat(100_000);
        let begun = std::time::Instant::now();
        for body in [
            serde_json::json!({"errors": many}),
            serde_json::json!({"message": "m".repeat(100_000), "errors": many}),
            serde_json::json!({"errors": {&field: many}}),
            serde_json::json!({"errors": {&field: {"x": many}, "y": many}}),
        ] {
            assert!(json(&body.to_string()).chars().count() <= LONGEST);
        }
        // Each with each, it took a minute; with the field, gigabytes.
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    #[test]
    fn plain_text_is_kept_if_it_is_short() {
        let short = of("text/plain", "Basic authentication with passwords is deprecated.\n");
        assert_eq!(
            short,
            Some(("Basic authentication with passwords is deprecated.".to_owned(), Author::Unknown))
        );
        for (media_type, body) in [
            ("text/plain", "x".repeat(LONGEST_PLAIN + 1)),
            ("text/plain", "<html>".to_owned()),
            ("application/json", "{\"broken".to_owned()),
            ("image/png", "text".to_owned()),
            ("text/plain", " \n".to_owned()),
        ] {
            assert_eq!(of(media_type, &body), None, "{media_type} {body}");
        }
    }

    #[test]
    fn a_status_page_of_tomcat_has_a_message_and_others_a_title() {
        let page = "<html><head><TITLE>HTTP Status 401</TITLE></head><body><p><b>Message</b> Basic Authentication Failure - \
                    Reason : AUTHENTICATED_FAILED</p><p><b>Description</b> x</p>";
        let (text, author) = of("text/html;charset=utf-8", page).unwrap();
        assert_eq!(
            (text.as_str(), author),
            ("Basic Authentication Failure - Reason : AUTHENTICATED_FAILED", Author::Tomcat)
        );
        let old = of("text/html", "<p><b>message</b> <u>No &amp; never</u></p>").unwrap();
        assert_eq!(old.0, "No & never");
        let other = of("text/html", "<title>\n Attention  Required! | Cloudflare</title>").unwrap();
        assert_eq!(
            other,
            ("the page is titled \"Attention Required! | Cloudflare\"".to_owned(), Author::Unknown)
        );
        assert_eq!(of("text/html", "<html>no title"), None);
    }
}
