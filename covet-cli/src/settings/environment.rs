//! What the environment says of the database: `DATABASE_URL`, or its parts; a file `.env` counts as environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use covet_core::Dialect;

use super::{Origin, Value, url};
use crate::exit::{Failure, Outcome};

/// The variables that make up a URL.
const PARTS: [&str; 6] = ["DB_ENGINE", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"];

/// The variables that say something of the database.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    variables: BTreeMap<&'static str, String>,
    /// Those that stand in `.env`, and not in the environment of the process.
    in_file: Vec<&'static str>,
    /// The directory of `.env`, from which it names files.
    root: PathBuf,
}

impl Environment {
    /// The environment of the process, and behind it the file `.env` of the project.
    pub(super) fn of_process(root: &Path) -> Self {
        let file: BTreeMap<String, String> =
            dotenvy::from_path_iter(root.join(".env")).into_iter().flatten().filter_map(Result::ok).collect();
        let mut environment = Environment { root: root.to_owned(), ..Environment::default() };
        for name in ["DATABASE_URL"].into_iter().chain(PARTS) {
            let set = std::env::var(name).ok().filter(|value| !value.is_empty());
            let is_set = set.is_some();
            let Some(value) = set.or_else(|| file.get(name).cloned()).filter(|value| !value.is_empty()) else {
                continue;
            };
            environment.variables.insert(name, value);
            if !is_set {
                environment.in_file.push(name);
            }
        }
        environment
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The URL that the variables name; nothing where there are none.
    ///
    /// # Errors
    /// When the parts of a URL do not make one.
    pub(super) fn url(&self) -> Outcome<Option<Value<String>>> {
        if let Some(url) = self.get("DATABASE_URL") {
            let url =
                if self.in_file.contains(&"DATABASE_URL") { url::relative_to(url, &self.root) } else { url.to_owned() };
            return Ok(Some(Value::new(url, self.origin(&["DATABASE_URL"]))));
        }
        let set: Vec<&'static str> = PARTS.into_iter().filter(|part| self.get(part).is_some()).collect();
        if set.is_empty() {
            return Ok(None);
        }
        let origin = self.origin(&set);
        let unusable =
            |why: String| Failure::new(why).help(format!("this is from {origin}; `DATABASE_URL` says it in one"));
        let dialect: Dialect = match (self.get("DB_ENGINE"), self.get("DB_HOST")) {
            (Some("sqlite3"), _) => Dialect::Sqlite,
            (Some(engine), _) => engine.parse().map_err(|error| unusable(format!("DB_ENGINE: {error}")))?,
            (None, Some(_)) => return Err(unusable("DB_HOST is set, and DB_ENGINE is not".into())),
            (None, None) => Dialect::Sqlite,
        };
        let Some(name) = self.get("DB_NAME") else { return Err(unusable("DB_NAME is not set".into())) };
        if dialect == Dialect::Sqlite {
            let path = if self.in_file.contains(&"DB_NAME") { self.root.join(name) } else { PathBuf::from(name) };
            return Ok(Some(Value::new(url::of_file(&path), origin)));
        }
        let port = self.get("DB_PORT").map(str::parse).transpose();
        let port = port.map_err(|_| unusable("DB_PORT is not a port".into()))?;
        let parts = url::Parts {
            dialect,
            host: self.get("DB_HOST").unwrap_or("localhost"),
            port,
            name,
            user: self.get("DB_USER"),
            password: self.get("DB_PASSWORD"),
        };
        let url = parts.url().ok_or_else(|| unusable("DB_HOST is not the name of a host".into()))?;
        Ok(Some(Value::new(url, origin)))
    }

    fn origin(&self, names: &[&'static str]) -> Origin {
        let place = if names.iter().all(|name| self.in_file.contains(name)) { " in .env" } else { "" };
        Origin::Environment(format!("{}{place}", names.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(variables: &[(&'static str, &str)]) -> Result<Option<String>, String> {
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let found = Environment { variables, ..Environment::default() }.url();
        found.map(|url| url.map(|url| url.value)).map_err(|failure| failure.message)
    }

    #[test]
    fn a_url_is_one_or_made_of_its_parts() {
        assert_eq!(url(&[]), Ok(None));
        assert_eq!(url(&[("DATABASE_URL", "x"), ("DB_ENGINE", "mysql")]), Ok(Some("x".into())));
        let parts = [("DB_ENGINE", "postgresql"), ("DB_NAME", "a b"), ("DB_USER", "me@x"), ("DB_PASSWORD", "p/w:d")];
        assert_eq!(url(&parts), Ok(Some("postgres://me%40x:p%2Fw%3Ad@localhost/a%20b".into())));
        let parts = [("DB_ENGINE", "mariadb"), ("DB_NAME", "shop"), ("DB_HOST", "db"), ("DB_PORT", "3307")];
        assert_eq!(url(&parts), Ok(Some("mysql://db:3307/shop".into())));
        assert_eq!(url(&[("DB_NAME", "shop.db")]), Ok(Some("sqlite://shop.db".into())));
    }

    #[test]
    fn a_host_may_be_a_socket_or_an_address() {
        let of =
            |engine, host| url(&[("DB_ENGINE", engine), ("DB_NAME", "shop"), ("DB_USER", "me"), ("DB_HOST", host)]);
        assert_eq!(
            of("postgres", "/run/postgresql"),
            Ok(Some("postgres://me@localhost/shop?host=%2Frun%2Fpostgresql".into()))
        );
        assert_eq!(of("mysql", "/run/my.sock"), Ok(Some("mysql://me@localhost/shop?socket=%2Frun%2Fmy.sock".into())));
        assert_eq!(of("postgres", "::1"), Ok(Some("postgres://me@[::1]/shop".into())));
        assert_eq!(of("postgres", "[::1]"), Ok(Some("postgres://me@[::1]/shop".into())));
    }

    #[test]
    fn a_file_that_dotenv_names_is_beside_it() {
        let of = |name: &'static str, value: &str| {
            let variables = [(name, value.to_owned())].into();
            let environment = Environment { variables, in_file: vec![name], root: "/shop".into() };
            environment.url().unwrap().unwrap().value
        };
        assert_eq!(of("DATABASE_URL", "sqlite://a.db?mode=rwc"), "sqlite:///shop/a.db?mode=rwc");
        assert_eq!(of("DATABASE_URL", "postgres://db/shop"), "postgres://db/shop");
        assert_eq!(of("DB_NAME", "a.db"), "sqlite:///shop/a.db");
    }

    #[test]
    fn parts_that_make_no_url_say_which_is_at_fault() {
        let fault = |variables: &[(&'static str, &str)]| url(variables).unwrap_err();
        assert_eq!(fault(&[("DB_HOST", "db")]), "DB_HOST is set, and DB_ENGINE is not");
        assert_eq!(fault(&[("DB_ENGINE", "postgres")]), "DB_NAME is not set");
        assert!(fault(&[("DB_ENGINE", "oracle")]).starts_with("DB_ENGINE: unknown database `oracle`"));
        let parts = [("DB_ENGINE", "mysql"), ("DB_NAME", "x"), ("DB_PORT", "many")];
        assert_eq!(fault(&parts), "DB_PORT is not a port");
    }
}
