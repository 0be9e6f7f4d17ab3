//! The guide: a page for each topic, to be read in any order.
//!
//! Every migration in it is read, replayed and planned for every database by a test, and every other example is
//! compiled. Where a page names no file, its migrations go on from the sample that the project is tested with: the apps
//! `auth` (`users`, `roles`, `user_roles`) and `blog` (`posts`).
//!
//! | page | what it answers |
//! |---|---|
//! | [Getting started] | how do I begin, in a project that uses sqlx already? |
//! | [Migrations from models] | how does a changed struct become a migration? |
//! | [From an existing database] | how do I begin where the tables are there already? |
//! | [Writing a migration] | what can stand in a file, and what is refused? |
//! | [Tables and columns] | which types are there, and what are they on each database? |
//! | [Models] | how do my structs and my migrations agree? |
//! | [Keys, constraints and indexes] | how do I declare, add, name and drop them? |
//! | [Views, triggers and other objects] | how do I write down what has a name and a text? |
//! | [What has no operation of its own] | how do I write down options, partitions, grants, full-text search? |
//! | [SQL and Rust steps] | what if there is no operation for it, or rows have to change? |
//! | [Large tables] | how does a table change while everybody works with it? |
//! | [Safety rules] | what does the build warn of, and how do I say that it is right here? |
//! | [Rolling back] | what undoes a migration, and how much does that restore? |
//! | [Order, apps and releases] | which runs first, and how do several crates work together? |
//! | [Running] | which calls are there, and what do they report? |
//! | [Recovery] | what is done after a kill, and when is a person asked? |
//! | [Errors] | what does this error mean, and what do I do? |
//! | [Deploying] | how do I run this in production, with which rights? |
//! | [Databases] | what is peculiar to SQLite, MySQL, PostgreSQL? |
//! | [Checksums] | what is hashed, and how do I compute it myself? |
//! | [Introspection] | what stands in this database? |
//! | [Testing] | how do I test my migrations? |
//! | [The command line] | what does `covet` do, and how do scripts and programs use it? |
//!
#![doc = include_str!("guide/links.md")]

/// A page: a file of the directory `guide`, which reads well in a repository too. There its links are those at its end;
/// here the first definition of a link counts, which is that of `links.md`.
macro_rules! page {
    ($name:ident) => {
        #[doc = include_str!("guide/links.md")]
        #[doc = include_str!(concat!("../guide/", stringify!($name), ".md"))]
        pub mod $name {}
    };
}

page!(getting_started);
page!(makemigrations);
page!(existing);
page!(writing);
page!(tables);
page!(models);
page!(objects);
page!(by_hand);
page!(large_tables);
page!(safety_rules);
page!(keys);
page!(steps);
page!(rolling_back);
page!(order);
page!(running);
page!(recovery);
page!(errors);
page!(deploying);
page!(databases);
page!(checksums);
page!(introspection);
page!(testing);
page!(command_line);
