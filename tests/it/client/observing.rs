//! What calls tell by `tracing`.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use confluence_client::content::{Content, Edit, offload};
use confluence_client::{RetryPolicy, v2};
use futures_util::TryStreamExt as _;
use tests::sandbox::{Fault, NewPage, Sandbox};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Instrument as _, Metadata, Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use super::open;

/// Everything that was told, a line each: level, name or message, fields.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

impl Told {
    fn add(&self, of: &Metadata<'_>, line: Line) {
        if of.target() == "confluence_client" {
            self.0.lock().unwrap().push(format!("{} {}{}", of.level(), of.name(), line.0));
        }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Subscriber for Told {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.target().starts_with("confluence_client")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line::default();
        span.record(&mut line);
        self.add(span.metadata(), line);
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        self.add(event.metadata(), line);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn calls_retries_pauses_and_merges_are_told_with_their_fields() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("ONE", "One");
    let page = sandbox.add_page(NewPage::new("ONE", "Page").storage("<p>one</p><p>two</p>"));
    let wiki = open(&sandbox).await;
    let quick = RetryPolicy::default().initial_backoff(Duration::from_millis(1));
    let client = wiki.client().with_retry(quick);
    let told = Told::default();
    // With a single dispatcher in the process, `tracing` asks the one of whatever thread comes by first, which in the other
    // tests is none, and remembers that nobody wants the event. With two it asks both.
    let _second = tracing::Dispatch::new(Told::default());
    let _guard = tracing::subscriber::set_default(told.clone());

    sandbox.next(Fault::Unavailable { retry_after: None });
    client.send(v2::pages::get(page.as_str())).await.unwrap();
    let lines = told.take();
    let has = |words: &[&str]| lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(
        has(&["DEBUG confluence ", "operation=\"getPageById\"", "http.request.method=\"GET\""]),
        "{lines:?}"
    );
    assert!(has(&["DEBUG", "answered", "http.response.status_code=503", "elapsed_ms="]), "{lines:?}");
    assert!(has(&["DEBUG", "trying again", "attempt=1", "wait_ms=", "error.type="]), "{lines:?}");
    assert!(has(&["answered", "http.response.status_code=200"]), "{lines:?}");

    sandbox.next(Fault::RateLimited { retry_after: 1 });
    client.send(v2::pages::get(page.as_str())).await.unwrap();
    let lines = told.take();
    assert!(lines.iter().any(|line| line.contains("INFO") && line.contains("wait_ms=1000")), "{lines:?}");

    let base = wiki.page(page.as_str()).await.unwrap();
    sandbox.next_of("updatePage", Fault::Conflict, 1);
    let ours = wiki.edit(page.as_str()).at_version(base.version.number);
    ours.change(Edit::append(Content::markdown("three"))).send().await.unwrap();
    let lines = told.take();
    let merging = lines.iter().find(|line| line.contains("merging with another")).expect("the merge is told");
    assert!(merging.contains("INFO") && merging.contains(&format!("page=\"{page}\"")), "{merging}");
}

/// Spans by their names, each with that of the span around it.
#[derive(Clone, Default)]
struct Around(Arc<Mutex<Vec<Parented>>>);

/// A span, and the one that it stands in.
type Parented = (&'static str, Option<&'static str>);

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Around {
    fn on_new_span(&self, of: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let around = context.span(id).and_then(|span| span.parent()).map(|parent| parent.name());
        self.0.lock().unwrap().push((of.metadata().name(), around));
    }
}

#[tokio::test]
async fn all_that_is_done_for_a_caller_stands_in_the_span_of_the_caller() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("ONE", "One");
    for number in 0..7 {
        sandbox.add_page(NewPage::new("ONE", &format!("Page {number}")));
    }
    let wiki = open(&sandbox).await;
    let around = Around::default();
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(around.clone()));
    let _second = Dispatch::new(Told::default());
    let _guard = tracing::dispatcher::set_default(&dispatch);
    let job = tracing::info_span!("job");
    let listed = async {
        let pages: Vec<_> = wiki.client().stream(v2::pages::list().limit(2)).try_collect().await.unwrap();
        // Long work goes to a thread of its own, which knows nothing of this one's subscriber.
        let named = dispatch.clone();
        let name = move || {
            tracing::dispatcher::with_default(&named, || Span::current().metadata().map(|of| of.name()))
        };
        (pages.len(), offload(1 << 20, name).await)
    };
    let (pages, at_work) = listed.instrument(job).await;
    assert!(pages >= 7 && at_work == Some("job"), "{pages} {at_work:?}");
    let spans = around.0.lock().unwrap().clone();
    let calls: Vec<_> = spans.iter().filter(|(name, _)| *name == "confluence").collect();
    assert!(calls.len() >= 4 && calls.iter().all(|(_, around)| *around == Some("job")), "{spans:?}");
}
