#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::ErrorKind;
use crate::properties::OAuthVersion;
use crate::secret::Secret;

fn key(site: &str) -> EntryKey {
    EntryKey::new("https://issuer", "client", site, OAuthVersion::V2, "")
}

fn entry(version: u64, token: &str) -> Entry {
    let mut entry = Entry::default();
    entry.record.version = version;
    entry.record.access_token = Some(Secret::new(token));
    entry
}

fn token(entry: Option<Entry>) -> Option<String> {
    entry.and_then(|entry| entry.record.access_token).map(|token| token.expose().to_owned())
}

fn store() -> (tempfile::TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("sub/oauth.json"), None);
    (folder, store)
}

async fn publish(store: &FileStore, key: &EntryKey, entry: &Entry) -> Result<()> {
    store.lease(key, Duration::from_secs(5)).await?.publish(entry).await
}

fn write(store: &FileStore, text: &str, mode: u32) {
    std::fs::create_dir_all(store.path().parent().unwrap()).unwrap();
    std::fs::write(store.path(), text).unwrap();
    std::fs::set_permissions(store.path(), std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn entries_of_two_sites_live_in_one_private_file() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "token a")).await.unwrap();
    publish(&store, &key("b"), &entry(1, "token b")).await.unwrap();
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("token a"));
    assert_eq!(token(store.load(&key("b")).await.unwrap()).as_deref(), Some("token b"));
    store.clear(&key("a")).await.unwrap();
    assert_eq!(store.list().await.unwrap(), [key("b")]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.path()), 0o600);
    assert_eq!(mode(store.path().parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_publication_that_is_not_the_next_is_refused() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "one")).await.unwrap();
    assert!(publish(&store, &key("a"), &entry(1, "again")).await.is_err());
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("one"));
}

#[tokio::test]
async fn one_holder_at_a_time_and_the_other_is_told_who() {
    let (_folder, store) = store();
    let held = store.lease(&key("a"), Duration::from_secs(1)).await.unwrap();
    let error = store.lease(&key("a"), Duration::from_millis(30)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    drop(held);
    store.lease(&key("a"), Duration::from_secs(1)).await.unwrap();
}

#[tokio::test]
async fn one_login_at_a_time() {
    let (_folder, store) = store();
    let guard = store.begin_login(&key("a")).await.unwrap();
    assert_eq!(store.begin_login(&key("b")).await.unwrap_err().kind(), ErrorKind::LoginInProgress);
    drop(guard);
    store.begin_login(&key("b")).await.unwrap();
}

#[tokio::test]
async fn what_is_not_ours_is_reported_and_left_alone() {
    for text in
        ["garbage canary", "{\"version\":1", "{\"version\":2,\"entries\":[]}", "{}", "[]", "PATH=/canary"]
    {
        let (_folder, store) = store();
        write(&store, text, 0o600);
        let error = store.load(&key("a")).await.unwrap_err();
        assert_eq!((error.kind(), error.property()), (ErrorKind::Store, Some("OAuthSettingsLocation")));
        assert!(!format!("{error:?}").contains("canary"));
        publish(&store, &key("a"), &entry(1, "x")).await.unwrap_err();
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
    }
}

#[tokio::test]
async fn lax_permissions_and_symbolic_links_are_refused() {
    let (folder, store) = store();
    write(&store, "", 0o644);
    let error = store.load(&key("a")).await.unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    std::fs::remove_file(store.path()).unwrap();
    let target = folder.path().join("target");
    std::fs::write(&target, "").unwrap();
    symlink(&target, store.path()).unwrap();
    store.load(&key("a")).await.unwrap_err();
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap_err();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "");
}

#[tokio::test]
async fn an_empty_file_holds_nothing_and_unknown_fields_are_kept() {
    let (_folder, store) = store();
    write(&store, "", 0o600);
    assert!(store.load(&key("a")).await.unwrap().is_none());
    write(&store, r#"{"version":1,"later":{"x":1},"entries":[]}"#, 0o600);
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
    assert!(std::fs::read_to_string(store.path()).unwrap().contains(r#""later":{"x":1}"#));
}

#[tokio::test]
async fn a_file_of_name_value_lines_is_imported_and_kept() {
    let (_folder, store) = store();
    let text = "OAuthAccessToken=old\nOAuthRefreshToken=r\n";
    write(&store, text, 0o600);
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("old"));
    assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
    publish(&store, &key("a"), &entry(1, "new")).await.unwrap();
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("new"));
    assert_eq!(std::fs::read_to_string(disk::beside(store.path(), ".bak")).unwrap(), text);
}

#[tokio::test]
async fn an_encrypted_file_needs_its_key_and_is_never_replaced_without_it() {
    let (folder, plain) = store();
    let key_file = folder.path().join("key");
    std::fs::write(&key_file, "ab".repeat(32)).unwrap();
    let sealed = FileStore::new(plain.path(), Some(KeyLocation::File(key_file)));
    publish(&sealed, &key("a"), &entry(1, "canary")).await.unwrap();
    let bytes = std::fs::read_to_string(plain.path()).unwrap();
    assert!(!bytes.contains("canary") && !bytes.contains("issuer"));
    assert_eq!(token(sealed.load(&key("a")).await.unwrap()).as_deref(), Some("canary"));
    assert_eq!(plain.load(&key("a")).await.unwrap_err().kind(), ErrorKind::KeyLost);
    assert_eq!(publish(&plain, &key("a"), &entry(2, "x")).await.unwrap_err().kind(), ErrorKind::KeyLost);
    assert_eq!(std::fs::read_to_string(plain.path()).unwrap(), bytes);
}

#[tokio::test]
async fn leftovers_of_the_dead_are_swept_after_a_day() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
    let folder = store.path().parent().unwrap();
    let (old, new) = (folder.join(".oauth.json.old.tmp"), folder.join(".oauth.json.new.tmp"));
    for path in [&old, &new] {
        std::fs::write(path, "x").unwrap();
    }
    let yesterday = std::time::SystemTime::now() - Duration::from_secs(25 * 3600);
    std::fs::File::open(&old).unwrap().set_modified(yesterday).unwrap();
    publish(&store, &key("a"), &entry(2, "y")).await.unwrap();
    assert!(!old.exists() && new.exists());
}

#[tokio::test]
async fn a_crowd_of_loads_shares_few_reads_and_each_gets_its_own() {
    let (_folder, store) = store();
    let items = (0..300).map(|at| {
        let token = format!("token {at}");
        let fields =
            serde_json::json!({"entry": {"version": 1, "access_token": token}, "key": key(&at.to_string())});
        fields.to_string()
    });
    let items: Vec<_> = items.collect();
    write(&store, &format!("{{\"version\":1,\"entries\":[{}]}}", items.join(",")), 0o600);
    let crowd = (0..300).map(|at| {
        let store = store.clone();
        tokio::spawn(async move { token(store.load(&key(&at.to_string())).await.unwrap()) })
    });
    let crowd: Vec<_> = crowd.collect();
    for (at, loaded) in crowd.into_iter().enumerate() {
        assert_eq!(loaded.await.unwrap().unwrap(), format!("token {at}"));
    }
    assert!(store.0.loads.reads() < 30, "{} reads", store.0.loads.reads());
    // What was written by others is seen by whoever asks afterwards.
    write(&store, "", 0o600);
    assert!(store.load(&key("1")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_failure_is_told_to_everybody_who_waits_and_to_nobody_after() {
    let (_folder, store) = store();
    write(&store, "garbage", 0o600);
    let (a, b) = (key("a"), key("a"));
    let (one, two) = tokio::join!(store.load(&a), store.load(&b));
    assert_eq!((one.unwrap_err().kind(), two.unwrap_err().kind()), (ErrorKind::Store, ErrorKind::Store));
    write(&store, "", 0o600);
    assert!(store.load(&a).await.unwrap().is_none());
}

#[test]
fn a_load_whose_runtime_ends_keeps_no_other_from_loading() {
    let (_folder, store) = store();
    write(&store, "", 0o600);
    for _ in 0..20 {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let other = store.clone();
        runtime.block_on(async move {
            tokio::spawn(async move { other.load(&key("a")).await });
            tokio::task::yield_now().await;
        });
        runtime.shutdown_background();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found =
        runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), store.load(&key("a"))).await });
    assert!(found.expect("it waits for a read that nobody does").unwrap().is_none());
}
