//! The sandbox by way of the client alone.

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
        let client = confluence.client().retry(RetryPolicy::never()).build().unwrap();
        let wiki = crate::Wiki::new(client);
        for (fault, kind) in [
            (Fault::Conflict, ErrorKind::Conflict),
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
