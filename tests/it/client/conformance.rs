//! Every declared operation, sent to a service that knows nothing but the published facts.

use std::collections::BTreeSet;

use confluence_client::{Client, Credential, RetryPolicy, Site, dc, sample::Ready, v1, v2};
use tests::facts::{Api, Facts};
use tests::published::{Fill, Published};

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
