//! Load on the carrier: nothing is lost when it forgets what it has served.

use tests::sandbox::Sandbox;

use super::Web;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_falls_between_while_memory_is_given_back() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let begun = std::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let web = Web::of(&sandbox);
        tasks.spawn(async move {
            for _ in 0..400 {
                assert_eq!(web.get("/api/v2/spaces").await.status, 200);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let rate = 6400.0 / begun.elapsed().as_secs_f64();
    println!("{rate:.0} requests a second");
    assert_eq!(sandbox.traffic().count("getSpaces"), 6400);
    assert_eq!(sandbox.requests().len(), 4096, "the list is bounded");
}

#[tokio::test]
async fn traffic_is_counted_without_credentials() {
    let sandbox = Sandbox::start().await;
    let web = Web::of(&sandbox);
    web.get("/api/v2/spaces?limit=7").await;
    web.get("/api/v2/nothing").await;
    let seen = &sandbox.requests()[0];
    assert_eq!((seen.operation.as_str(), seen.status, seen.listener), ("getSpaces", 200, "site"));
    assert_eq!(seen.query, [("limit".to_owned(), "7".to_owned())]);
    assert_eq!(seen.authorization.as_deref(), Some("Basic"));
    assert_eq!(sandbox.traffic().count("unknown"), 1);
    assert!(sandbox.traffic().bytes_out > 0);
    sandbox.reset_traffic();
    assert_eq!(sandbox.traffic().requests, 0);
}

/// The memory of this process in MiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    (pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096) >> 20
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn large_bodies_are_not_kept() {
    let sandbox = Sandbox::start().await;
    let web = Web::of(&sandbox);
    let body = vec![b' '; 4 << 20];
    let before = resident();
    for _ in 0..100 {
        let request = web.request(reqwest::Method::POST, "/api/v2/pages").body(body.clone());
        assert_eq!(request.send().await.unwrap().status(), 400);
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 150, "400 MiB came in, {grown} MiB stayed");
}
