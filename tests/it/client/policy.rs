//! Policy holds whatever the way in.

use confluence_client::ErrorKind;
use confluence_client::Wiki;
use confluence_client::connection;
use confluence_client::cql::Cql;
use confluence_client::wiki::{Locator, NewPage as NewPageOf};
use futures_util::TryStreamExt as _;
use tests::sandbox::NewPage;

use super::both;
use super::scripted::{Scripted, json};

#[tokio::test]
async fn a_space_that_is_not_allowed_cannot_be_reached() {
    for sandbox in both().await {
        for key in ["OPEN", "CLOSED"] {
            sandbox.add_space(key, key);
        }
        let open = sandbox.add_page(NewPage::new("OPEN", "Open page").storage("<p>walrus</p>"));
        let closed = sandbox.add_page(NewPage::new("CLOSED", "Closed page").storage("<p>walrus</p>"));
        let bounded = format!("{};Spaces=open", sandbox.connection_string());
        let wiki = connection::open(&bounded).await.unwrap();

        assert_eq!(wiki.page(open.as_str()).await.unwrap().title, "Open page");
        let address = super::open(&sandbox).await.page(closed.as_str()).await.unwrap().url.unwrap();
        let by_address = Locator::parse(&address, wiki.site()).unwrap();
        let refusals = [
            wiki.page(closed.as_str()).await.unwrap_err(),
            wiki.page_version(closed.as_str(), 1).await.unwrap_err(),
            wiki.page_by_locator(&by_address).await.unwrap_err(),
            wiki.page_by_title("CLOSED", "Closed page").await.unwrap_err(),
            wiki.children(closed.as_str()).slice().await.unwrap_err(),
            wiki.children(closed.as_str()).stream().try_collect::<Vec<_>>().await.unwrap_err(),
            wiki.search(&Cql::raw("type = page) or (type = page")).slice().await.unwrap_err(),
        ];
        for (at, refusal) in refusals.iter().enumerate() {
            let expected = if at == 6 { ErrorKind::Invalid } else { ErrorKind::Policy };
            assert_eq!(refusal.kind(), expected, "{at}: {refusal}");
            assert!(!refusal.to_string().contains("CLOSED"), "{refusal}");
        }

        for query in [
            r#"text ~ "walrus""#,
            r#"space = "CLOSED" and text ~ "walrus""#,
            r#"text ~ "walrus" or space = CLOSED order by title"#,
        ] {
            let hits: Vec<_> = wiki.search(&Cql::raw(query)).stream().try_collect().await.unwrap();
            assert!(hits.iter().all(|hit| hit.title != "Closed page"), "{query}");
        }
        let spaces: Vec<_> = wiki.spaces().stream().try_collect().await.unwrap();
        assert_eq!(spaces.iter().map(|space| space.key.as_str()).collect::<Vec<_>>(), ["OPEN"]);
    }
}

#[tokio::test]
async fn a_list_of_no_spaces_is_not_a_list_of_all() {
    let error = connection::open("URL=https://wiki.example.com;AuthScheme=None;Spaces=,").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("Spaces: must be the keys of spaces"), "{error}");
}

#[tokio::test]
async fn a_policy_stays_with_every_clone() {
    for sandbox in both().await {
        sandbox.add_space("OPEN", "Open");
        let page = sandbox.add_page(NewPage::new("OPEN", "Page"));
        let bounded = format!("{};Spaces=OTHER", sandbox.connection_string());
        let wiki = connection::open(&bounded).await.unwrap();
        let patient = wiki.with_client(|client| client.with_timeout(std::time::Duration::from_secs(5)));
        assert_eq!(patient.page(page.as_str()).await.unwrap_err().kind(), ErrorKind::Policy);
    }
}

/// Whether there is something of an id in a space that is left out is not to be found out.
#[tokio::test]
async fn what_is_left_out_looks_like_what_does_not_exist() {
    for sandbox in both().await {
        for key in ["OPEN", "CLOSED"] {
            sandbox.add_space(key, key);
        }
        let closed = sandbox.add_page(NewPage::new("CLOSED", "Closed page"));
        for policy in ["Spaces=OPEN"] {
            let wiki = connection::open(&format!("{};{policy}", sandbox.connection_string())).await.unwrap();
            for (one, other) in [
                (wiki.page(closed.as_str()).await.unwrap_err(), wiki.page("999999999").await.unwrap_err()),
                (wiki.draft(closed.as_str()).await.unwrap_err(), wiki.draft("999999999").await.unwrap_err()),
                (
                    wiki.page_version(closed.as_str(), 9).await.unwrap_err(),
                    wiki.page_version("999999999", 9).await.unwrap_err(),
                ),
                (
                    wiki.trash_page(closed.as_str()).await.unwrap_err(),
                    wiki.trash_page("999999999").await.unwrap_err(),
                ),
                (
                    wiki.children(closed.as_str()).slice().await.unwrap_err(),
                    wiki.children("999999999").slice().await.unwrap_err(),
                ),
                (
                    wiki.add_labels(closed.as_str(), ["a"]).await.unwrap_err(),
                    wiki.add_labels("999999999", ["a"]).await.unwrap_err(),
                ),
            ] {
                assert_eq!((one.kind(), one.to_string()), (other.kind(), other.to_string()), "{policy}");
                assert_eq!(one.kind(), ErrorKind::Policy);
            }
        }
    }
}

/// How many rows there are in all would tell of spaces that are left out.
#[tokio::test]
async fn a_total_tells_nothing_of_spaces_that_are_left_out() {
    for sandbox in both().await {
        for key in ["OPEN", "CLOSED"] {
            sandbox.add_space(key, key);
            sandbox.add_page(NewPage::new(key, "A page").storage("<p>walrus</p>"));
        }
        let query = Cql::raw("text ~ walrus");
        let whole = super::open(&sandbox).await.search(&query).slice().await.unwrap();
        assert_eq!((whole.items.len(), whole.total), (2, Some(2)));
        let bounded = format!("{};Spaces=OPEN", sandbox.connection_string());
        let wiki = connection::open(&bounded).await.unwrap();
        let some = wiki.search(&query).slice().await.unwrap();
        assert_eq!((some.items.len(), some.total), (1, None));
        let query = Cql::raw(r"text ~ walrus\) or (type = page");
        assert_eq!(wiki.search(&query).slice().await.unwrap_err().kind(), ErrorKind::Invalid);
    }
}

/// A service, or something in front of it, that ignores `keys=` must not have a page created in another space.
#[tokio::test]
async fn an_answer_of_another_space_is_not_taken() {
    let transport = Scripted::new(|_, request| {
        assert_eq!(request.method(), "GET", "nothing is written");
        json(200, r#"{"results":[{"id":"66","key":"FOREIGN","name":"Foreign"}]}"#)
    });
    let wiki = Wiki::new(transport.client());
    let error = wiki.create_page(NewPageOf::new("MINE", "Title")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("another space than MINE"), "{error}");
}

#[tokio::test]
async fn a_page_without_the_body_that_was_asked_for_is_an_error() {
    let page = r#"{"id":"7","title":"T","spaceId":"1","status":"current","body":{}}"#;
    let transport = Scripted::new(move |_, _| json(200, page));
    let error = Wiki::new(transport.client()).page("7").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("page 7 without its body"), "{error}");
}
