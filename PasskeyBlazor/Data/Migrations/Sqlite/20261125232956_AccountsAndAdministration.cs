using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PasskeyBlazor.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountsAndAdministration : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Activities_Users_UserId",
                table: "Activities");

            migrationBuilder.RenameColumn(
                name: "CredentialHash",
                table: "Activities",
                newName: "Hash");

            migrationBuilder.AddColumn<long>(
                name: "DisabledAt",
                table: "Users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastSignInAt",
                table: "Users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsDiscoverable",
                table: "Passkeys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LastUsedBrowser",
                table: "Passkeys",
                type: "TEXT",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LastUsedSystem",
                table: "Passkeys",
                type: "TEXT",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RevokedAt",
                table: "Passkeys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Email",
                table: "ExternalIdentities",
                type: "TEXT",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EmailKey",
                table: "ExternalIdentities",
                type: "TEXT",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsEmailVerified",
                table: "ExternalIdentities",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "IsShown",
                table: "ExternalIdentities",
                type: "INTEGER",
                nullable: false,
                defaultValue: true); // so far each user has one identity

            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "ExternalIdentities",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PictureUrl",
                table: "ExternalIdentities",
                type: "TEXT",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ActorId",
                table: "Activities",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PendingLinks",
                columns: table => new
                {
                    Browser = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Email = table.Column<string>(type: "TEXT", maxLength: 254, nullable: true),
                    IsEmailVerified = table.Column<bool>(type: "INTEGER", nullable: false),
                    PictureUrl = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    IsPersistent = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PendingLinks", x => x.Browser);
                    table.ForeignKey(
                        name: "FK_PendingLinks_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Users_LastSignInAt",
                table: "Users",
                column: "LastSignInAt");

            migrationBuilder.CreateIndex(
                name: "IX_Passkeys_Aaguid",
                table: "Passkeys",
                column: "Aaguid");

            migrationBuilder.CreateIndex(
                name: "IX_ExternalIdentities_EmailKey",
                table: "ExternalIdentities",
                column: "EmailKey");

            migrationBuilder.CreateIndex(
                name: "IX_PendingLinks_ExpiresAt",
                table: "PendingLinks",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_PendingLinks_UserId",
                table: "PendingLinks",
                column: "UserId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PendingLinks");

            migrationBuilder.DropIndex(
                name: "IX_Users_LastSignInAt",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Passkeys_Aaguid",
                table: "Passkeys");

            migrationBuilder.DropIndex(
                name: "IX_ExternalIdentities_EmailKey",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "DisabledAt",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "LastSignInAt",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "IsDiscoverable",
                table: "Passkeys");

            migrationBuilder.DropColumn(
                name: "LastUsedBrowser",
                table: "Passkeys");

            migrationBuilder.DropColumn(
                name: "LastUsedSystem",
                table: "Passkeys");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "Passkeys");

            migrationBuilder.DropColumn(
                name: "Email",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "EmailKey",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "IsEmailVerified",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "IsShown",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "Name",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "PictureUrl",
                table: "ExternalIdentities");

            migrationBuilder.DropColumn(
                name: "ActorId",
                table: "Activities");

            migrationBuilder.RenameColumn(
                name: "Hash",
                table: "Activities",
                newName: "CredentialHash");

            migrationBuilder.Sql("DELETE FROM Activities WHERE UserId NOT IN (SELECT Id FROM Users)");

            migrationBuilder.AddForeignKey(
                name: "FK_Activities_Users_UserId",
                table: "Activities",
                column: "UserId",
                principalTable: "Users",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
