using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PasskeyBlazor.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RefusedMakes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // So far each user has one identity, and what is shown is what it said.
            migrationBuilder.Sql("""
                UPDATE ExternalIdentities SET
                    Name = (SELECT DisplayName FROM Users WHERE Users.Id = ExternalIdentities.UserId),
                    Email = (SELECT Email FROM Users WHERE Users.Id = ExternalIdentities.UserId),
                    EmailKey = (SELECT lower(Email) FROM Users WHERE Users.Id = ExternalIdentities.UserId),
                    IsEmailVerified = (SELECT IsEmailVerified FROM Users WHERE Users.Id = ExternalIdentities.UserId),
                    PictureUrl = (SELECT PictureUrl FROM Users WHERE Users.Id = ExternalIdentities.UserId)
                """);

            migrationBuilder.CreateTable(
                name: "RefusedMakes",
                columns: table => new
                {
                    Aaguid = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RefusedMakes", x => x.Aaguid);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RefusedMakes");
        }
    }
}
