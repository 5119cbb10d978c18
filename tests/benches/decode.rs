//! Decoding a list of 250 pages of Cloud, with and without their bodies: our model as the client reads it, with what may
//! be absent, null or unknown, against serde into a bare struct that has the properties of this very answer and no others.
//! CPU time of one thread, in turns, as a ratio. The goal is at most 1.10.

mod measure;

use std::hint::black_box;

use bytes::Bytes;
use confluence_client::transport::ResponseBody;
use confluence_client::{FromResponse as _, Paged, Response, models};
use futures_util::FutureExt as _;
use measure::{median, thread_time};
use serde::Deserialize;

const ROUNDS: usize = 31;
const TIMES: u32 = 20;

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
struct List {
    results: Vec<Page>,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
#[serde(rename_all = "camelCase")]
struct Page {
    id: String,
    status: String,
    title: String,
    space_id: String,
    parent_id: String,
    parent_type: String,
    position: i64,
    author_id: String,
    created_at: String,
    version: Version,
    body: Bodies,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
#[serde(rename_all = "camelCase")]
struct Version {
    number: u64,
    message: String,
    minor_edit: bool,
    created_at: String,
    author_id: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
struct Bodies {
    storage: Option<Body>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
struct Body {
    representation: String,
    value: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
struct Links {
    webui: Option<String>,
    next: Option<String>,
}

fn main() {
    compare("250 pages without bodies", &list(0));
    compare("250 pages with bodies of 4 KB", &list(140));
}

fn compare(name: &str, answer: &str) {
    let answer = Bytes::copy_from_slice(answer.as_bytes());
    let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let one = timed(|| read(&answer));
        let two = timed(|| serde_json::from_slice::<List>(&answer).expect("a list"));
        if round > 0 {
            ratios.push(one / two);
            ours.push(one);
            bare.push(two);
        }
    }
    println!("{name}, {} KB:", answer.len() / 1000);
    println!("  our model: {:.0} us", median(&mut ours));
    println!("  serde into a bare struct: {:.0} us", median(&mut bare));
    println!("  ratio (median of {ROUNDS} pairs): {:.3}", median(&mut ratios));
}

/// Microseconds of CPU for one decoding.
fn timed<T>(read: impl Fn() -> T) -> f64 {
    let begun = thread_time();
    for _ in 0..TIMES {
        black_box(&read());
    }
    (thread_time() - begun).as_secs_f64() * 1e6 / f64::from(TIMES)
}

/// What the client does with an answer whose bytes are there.
fn read(answer: &Bytes) -> Paged<models::Page> {
    let answer = http::Response::builder()
        .header("content-type", "application/json")
        .body(ResponseBody::full(answer.clone()))
        .expect("an answer");
    let list = Paged::read(Response::new("getPages", answer)).now_or_never().expect("bytes that are there");
    list.expect("a list")
}

fn list(paragraphs: usize) -> String {
    let rows: Vec<_> = (0..250).map(|number| row(number, paragraphs)).collect();
    serde_json::json!({"results": rows, "_links": {"next": "/wiki/api/v2/pages?cursor=abc"}}).to_string()
}

fn row(number: usize, paragraphs: usize) -> serde_json::Value {
    let body = match paragraphs {
        0 => serde_json::json!({}),
        _ => {
            let text = "<p class=\"x\">Some text of a page.</p>\n".repeat(paragraphs);
            serde_json::json!({"storage": {"representation": "storage", "value": text}})
        }
    };
    serde_json::json!({
        "id": number.to_string(), "status": "current", "title": format!("Page {number}"), "spaceId": "2",
        "parentId": "3", "parentType": "page", "position": number, "authorId": "557058:ab",
        "createdAt": "2026-11-23T10:00:00.000Z",
        "version": {
            "number": 7, "message": "", "minorEdit": false, "createdAt": "2026-11-23T10:00:00.000Z",
            "authorId": "557058:ab",
        },
        "body": body,
        "_links": {"webui": format!("/spaces/DOCS/pages/{number}/Title")},
    })
}
