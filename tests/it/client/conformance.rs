//! Every declared operation, sent to a service that knows nothing but the published facts.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use confluence_client::{Client, Credential, RetryPolicy, Site, dc, describe, sample::Ready, v1, v2};
use tests::facts::{Api, Facts, Operation};
use tests::published::{Fill, Published, variation};

use super::scripted::{Scripted, json};

async fn client(api: Api, fill: Fill) -> (Published, Client) {
    let published = Published::start(api, fill).await.unwrap();
    let site = match api {
        Api::V2 | Api::V1 => Site::cloud(&published.base()).unwrap(),
        Api::Dc => Site::data_center(&published.base()).unwrap(),
    };
    let credential = Credential::basic("me@example.com", "token").unwrap();
    let client = Client::builder(site).authenticator(credential).retry(RetryPolicy::never()).build().unwrap();
    (published, client)
}

/// Sends every operation in each way of filling its answer, and returns how many there are.
async fn sent(api: Api, operations: &[Ready]) -> usize {
    let mut ids = BTreeSet::new();
    let mut failures = Vec::new();
    for fill in [Fill::Full, Fill::Least, Fill::Odd] {
        let (published, client) = client(api, fill).await;
        for ready in operations {
            ids.insert((ready.operation().id, ready.operation().owner));
            if let Err(error) = ready.send(&client).await {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                failures.push(format!("{fill:?}: {error} {cause}"));
            }
        }
        assert_eq!(published.refused(), Vec::<String>::new(), "{fill:?}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    ids.len()
}

fn published(api: Api) -> usize {
    Facts::load(api).unwrap().operations.len()
}

#[tokio::test]
async fn all_of_cloud_v2() {
    let operations: Vec<Ready> = v2::samples().collect();
    assert_eq!(sent(Api::V2, &operations).await, published(Api::V2));
}

#[tokio::test]
async fn all_of_cloud_v1() {
    let operations: Vec<Ready> = v1::samples().collect();
    assert_eq!(sent(Api::V1, &operations).await, published(Api::V1));
}

#[tokio::test]
async fn all_of_data_center() {
    let operations: Vec<Ready> = dc::samples().collect();
    assert_eq!(sent(Api::Dc, &operations).await, published(Api::Dc));
}

#[tokio::test]
async fn a_request_that_is_not_as_published_is_refused() {
    let (published, client) = client(Api::V2, Fill::Full).await;
    let error = client.send(v2::pages::get("not-a-number")).await.unwrap_err();
    assert!(error.to_string().contains("integer"), "{error}");
    assert_eq!(published.refused().len(), 1);
}

/// What was published for an operation of ours.
fn row<'a>(facts: &'a Facts, ours: &describe::Operation) -> &'a Operation {
    facts
        .operations
        .iter()
        .find(|row| row.id == ours.id)
        .unwrap_or_else(|| panic!("{} is not published", ours.id))
}

/// Reads, for each operation, every answer that differs from the full example in one value, and returns how many there
/// were.
async fn varied(api: Api, operations: &[Ready]) -> usize {
    let facts = Facts::load(api).unwrap();
    let answer = Arc::new(Mutex::new(String::new()));
    let next = Arc::clone(&answer);
    let transport = Scripted::new(move |_, _| json(200, next.lock().unwrap().clone()));
    let site = match api {
        Api::Dc => Site::data_center("https://wiki.example.com"),
        _ => Site::cloud("https://example.atlassian.net"),
    };
    let client = transport.client_of(site.unwrap());
    let (mut read, mut failures, mut known) = (0, BTreeSet::new(), BTreeSet::new());
    for ready in operations.iter().filter(|ready| ready.operation().answer != describe::Kind::Bytes) {
        let row = row(&facts, ready.operation());
        let response = facts.responses.iter().find(|one| one.operation == row.id);
        let Some(kind) = response.and_then(|one| one.kind.as_ref()) else { continue };
        // Operations with the same answer read it as the same type: half of Cloud v1 answers with a content.
        if !known.insert((kind.to_string(), format!("{:?}", ready.operation().answer))) {
            continue;
        }
        for variation in variation::of(&facts, kind) {
            *answer.lock().unwrap() = variation.answer.to_string();
            read += 1;
            if let Err(error) = ready.send(&client).await {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                let answer: String = variation.answer.to_string().chars().take(120).collect();
                failures.insert(format!("{} {}: {cause}: {answer}", row.id, variation.at));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {read}:\n{}",
        failures.len(),
        failures.into_iter().collect::<Vec<_>>().join("\n")
    );
    read
}

#[tokio::test]
async fn every_answer_of_cloud_v2_is_read_with_each_value_that_its_schema_allows() {
    let read = varied(Api::V2, &v2::samples().collect::<Vec<_>>()).await;
    assert!(read > 6000, "{read}");
}

#[tokio::test]
async fn every_answer_of_cloud_v1_is_read_with_each_value_that_its_schema_allows() {
    let read = varied(Api::V1, &v1::samples().collect::<Vec<_>>()).await;
    assert!(read > 10_000, "{read}");
}

#[tokio::test]
async fn every_answer_of_data_center_is_read_with_each_value_that_its_schema_allows() {
    let read = varied(Api::Dc, &dc::samples().collect::<Vec<_>>()).await;
    assert!(read > 8000, "{read}");
}

#[tokio::test]
async fn an_answer_without_its_rows_is_no_list() {
    let facts = Facts::load(Api::V2).unwrap();
    for ready in v2::samples().filter(|ready| matches!(ready.operation().answer, describe::Kind::Page(_))) {
        for body in ["{}", r#"{"results":null}"#, r#"{"_links":{}}"#] {
            let transport = Scripted::new(move |_, _| json(200, body));
            let error = ready.send(&transport.client()).await.unwrap_err();
            assert_eq!(
                error.kind(),
                confluence_client::ErrorKind::Decode,
                "{}",
                row(&facts, ready.operation()).id
            );
        }
    }
}
