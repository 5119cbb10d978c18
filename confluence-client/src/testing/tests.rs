//! The sandbox by way of the client alone.

use futures_util::TryStreamExt as _;

use super::*;
use crate::content::{Document, ReadOptions};
use crate::wiki::Upload;
use crate::{ErrorKind, RetryPolicy};

fn sites() -> [Sandbox; 2] {
    [Sandbox::cloud(), Sandbox::data_center()]
}

#[tokio::test]
async fn a_page_is_written_read_found_and_trashed() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let wiki = confluence.wiki();
        let new = crate::wiki::NewPage::new("DOCS", "Hello").storage("<p>Hello, <strong>world</strong></p>");
        let page = wiki.create_page(new).await.unwrap();
        let read = wiki.page(&page.id).await.unwrap();
        let document = Document::parse(&read.storage.unwrap()).unwrap();
        assert_eq!(document.markdown(&ReadOptions::new()).text.trim(), "Hello, **world**");

        let found = wiki.search(&crate::cql::TITLE.is("Hello").into_cql()).slice().await.unwrap();
        assert_eq!(found.items.len(), 1, "{found:?}");
        wiki.trash_page(&page.id).await.unwrap();
        assert_eq!(confluence.page_by_id(page.id.as_str()).unwrap().status, "trashed");
    }
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Hello"));
        let wiki = confluence.wiki();
        let file = wiki.attach(page.as_str(), Upload::bytes("a.txt", "abc")).await.unwrap();
        assert_eq!(wiki.download(&file.id).await.unwrap().bytes(10).await.unwrap(), "abc");
    }
}

#[tokio::test]
async fn faults_come_when_they_were_ordered() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Hello"));
        let client = confluence.client_builder().retry(RetryPolicy::never()).build().unwrap();
        let wiki = crate::Wiki::new(client);
        for (fault, kind) in [
            (Fault::Conflict, ErrorKind::Conflict),
            (Fault::Forbidden, ErrorKind::Forbidden),
            (Fault::Unauthorized, ErrorKind::Unauthenticated),
            (Fault::ServiceError, ErrorKind::Service),
            (Fault::HangUp, ErrorKind::Transport),
            (Fault::RateLimited { retry_after: 1 }, ErrorKind::RateLimited),
        ] {
            confluence.next(fault.clone());
            let error = wiki.page(page.as_str()).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{fault:?}: {error}");
        }
        assert!(wiki.page(page.as_str()).await.is_ok());
    }
}

#[test]
fn a_fault_of_an_operation_that_nobody_plays_is_none() {
    let ordered = |sandbox: Sandbox, name: &'static str| {
        let order = std::panic::AssertUnwindSafe(|| sandbox.next_of(name, Fault::NotFound, 1));
        let panicked = std::panic::catch_unwind(order).err()?;
        Some(panicked.downcast_ref::<String>().cloned().unwrap_or_default())
    };
    assert!(ordered(Sandbox::cloud(), "getPagebyId").unwrap().contains("`getPageById`"));
    assert!(ordered(Sandbox::data_center(), "updatePage").unwrap().contains("`update"));
    for (sandbox, name) in [
        (Sandbox::cloud(), "updatePage"),
        (Sandbox::cloud(), "addLabelsToContent"),
        (Sandbox::cloud(), "download"),
        (Sandbox::data_center(), "update_2"),
    ] {
        assert_eq!(ordered(sandbox, name), None, "{name}");
    }
}

#[tokio::test]
async fn a_title_that_the_service_refuses_is_refused_whatever_gives_it() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Hello").storage("<p>Hello</p>"));
        let wiki = confluence.wiki();
        for title in [String::new(), " ".to_owned(), "x".repeat(256)] {
            let now = wiki.page(page.as_str()).await.unwrap();
            let refused = [
                wiki.create_page(crate::wiki::NewPage::new("DOCS", title.as_str())).await.unwrap_err(),
                wiki.rename_page(page.as_str(), title.as_str()).await.unwrap_err(),
                wiki.update_page(crate::wiki::PageUpdate::of(&now).title(title.as_str())).await.unwrap_err(),
                wiki.edit(page.as_str()).title(title.as_str()).dry_run().await.unwrap_err(),
            ];
            assert!(refused.iter().all(|error| error.kind() == ErrorKind::Invalid), "{refused:?}");
            // The service itself, where nobody looks before it.
            if confluence.deployment() == Deployment::Cloud {
                let body = crate::models::NewBody::storage("<p>Hello</p>");
                let version = crate::models::NewVersion::new(2);
                let next = crate::models::PageUpdate::new(
                    page.as_str(),
                    crate::models::ContentStatus::Current,
                    title.as_str(),
                    body,
                    version,
                );
                let client = confluence.client_builder().build().unwrap();
                let refused = client.send(crate::v2::pages::update(page.as_str(), next)).await.unwrap_err();
                assert_eq!(refused.kind(), ErrorKind::Invalid, "{refused}");
            }
        }
        assert_eq!(confluence.page_by_id(&page).unwrap().title, "Hello");
        wiki.rename_page(page.as_str(), "x".repeat(255)).await.unwrap();
        // A draft may have no title yet.
        wiki.create_page(crate::wiki::NewPage::new("DOCS", "").draft()).await.unwrap();
    }
}

#[tokio::test]
async fn a_page_size_is_what_the_service_takes() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        for title in ["One", "Two"] {
            confluence.add_page(NewPage::new("DOCS", title));
        }
        let wiki = confluence.wiki();
        for limit in [0, 1, 251, u32::MAX] {
            let rows: Vec<_> = wiki.space_pages("DOCS").limit(limit).stream().try_collect().await.unwrap();
            assert_eq!(rows.len(), 3, "{limit}");
            let first = wiki.space_pages("DOCS").limit(limit).slice().await.unwrap();
            assert_eq!(first.items.len(), if limit > 1 { 3 } else { 1 }, "{limit}");
            assert!(!wiki.versions(rows[0].id.clone()).limit(limit).slice().await.unwrap().items.is_empty());
        }
    }
}

#[tokio::test]
async fn an_upload_that_cannot_be_read_is_not_stored() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Hello"));
        let wiki = confluence.wiki();
        let three = || futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"abc"))]);
        let folder = std::env::temp_dir();
        let shown = folder.display().to_string();
        for (upload, word) in [
            (Upload::stream("s.txt", Some(10), three()), "s.txt"),
            (Upload::stream("s.txt", Some(2), three()), "s.txt"),
            (Upload::path_as("s.txt", &folder), shown.as_str()),
            (Upload::path_as("s.txt", "/no/such/file"), "/no/such/file"),
            (Upload::bytes("s.txt", "abc").media_type("not a type"), "`not a type`"),
        ] {
            let error = wiki.attach(page.as_str(), upload).await.unwrap_err();
            assert!(error.is_unsent() && error.to_string().contains(word), "{error}");
            assert_eq!(error.kind(), ErrorKind::Invalid);
        }
        let files = wiki.attachments(page.as_str()).slice().await.unwrap();
        assert!(files.items.is_empty(), "{files:?}");
    }
}

#[tokio::test]
async fn a_person_sees_what_is_theirs_to_see() {
    for confluence in sites() {
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Salaries"));
        confluence.restrict_reading(&page, &[ADMIN]);
        assert!(confluence.wiki().page(page.as_str()).await.is_ok());
        let error = confluence.wiki_of(Person::GRACE).page(page.as_str()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
}
