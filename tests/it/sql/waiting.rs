//! Queries hold threads for as long as they wait for the service: many of them at once leave threads for everything else.

use std::time::Duration;

use tests::sandbox::{Deployment, Fault, Sandbox};

use super::{ask, open};

/// A runtime that has few threads for blocking calls beside those of the queries.
#[test]
fn many_queries_at_once_take_no_thread_from_others() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(72)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::builder().deployment(Deployment::Cloud).sample_content().start().await;
        let sql = open(&sandbox).await;
        sandbox.always(Fault::Delay(Duration::from_millis(300)));
        let mut queries = tokio::task::JoinSet::new();
        for _ in 0..200 {
            let sql = sql.clone();
            queries.spawn(async move { ask(&sql, "SELECT URL FROM Links WHERE SpaceKey = 'DOCS'").await });
        }
        // All that can be worked are under way by then.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let thread = tokio::time::timeout(Duration::from_secs(2), tokio::task::spawn_blocking(|| ()));
        thread.await.expect("a thread is free").unwrap();
        let all = async {
            while let Some(answer) = queries.join_next().await {
                assert!(!answer.unwrap().unwrap().rows.is_empty());
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all)
            .await
            .expect("no query waits for another for ever");
    });
}
